/**
 * Tells of every change at one path, of a file that may not be there yet: the nearest directory that exists is watched,
 * and a nearer one as soon as it comes. The system tells; nothing polls.
 */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';

/** Returns the way to stop. `onChange` may be called when nothing has changed; who listens looks for itself. */
export const watchFile = (path: string, onChange: () => void, onError: (error: unknown) => void): (() => void) => {
  let watcher: FSWatcher | null = null;
  let watched = '';
  let stopped = false;

  const look = (): void => {
    if (stopped) return;
    follow();
    onChange();
  };
  const follow = (): void => {
    const directory = nearestDirectory(dirname(path));
    if (directory === watched) return;
    watcher?.close();
    watched = directory;
    try {
      watcher = watch(directory, look);
    } catch (error) {
      onError(error);
      return;
    }
    // A directory that is removed takes its watch along; the one above it tells of it from then on.
    watcher.on('error', () => {
      watched = '';
      look();
    });
    // What came about between the look and the watch.
    if (nearestDirectory(dirname(path)) !== watched) follow();
  };
  follow();
  return () => {
    stopped = true;
    watcher?.close();
  };
};

const nearestDirectory = (directory: string): string => {
  const stat = statSync(directory, { throwIfNoEntry: false });
  const above = dirname(directory);
  return stat?.isDirectory() === true || above === directory ? directory : nearestDirectory(above);
};
