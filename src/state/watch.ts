/**
 * Watches the workspace's shared files, not the projects' trees and not MEMORY, which has thousands (`memory-watch.ts`). What it reports has really changed: our own
 * writes and touches without a change do not echo. It is told of changes by the system and never polls.
 */
import { readdir } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { MAX_WORKERS } from '../domain/ids.ts';
import type { Problem } from '../domain/problem.ts';
import { CONFIG_FILE } from './config-file.ts';
import { isMissing } from './replace-file.ts';
import type { SharedFiles } from './shared-file.ts';

export interface WorkspaceWatch {
  readonly stop: () => Promise<void>;
}

/** A file as it reads after the change; null when it is gone or cannot be read. */
export interface FileChange {
  readonly name: string;
  readonly text: string | null;
}

export interface WatchOptions {
  readonly root: string;
  readonly files: SharedFiles;
  /** Changes that came close together, each file once. */
  readonly onChange: (changes: readonly FileChange[]) => void;
  /** The file cannot be read, or the system refuses to watch. */
  readonly onProblem: (problem: Problem) => void;
}

/** Editors write in several steps (empty, fill, rename), which are one change to a reader. */
const FIRST_LOOK_MS = 15;
/**
 * chokidar drops further changes of a file for 50 ms after it told of one, the last of a burst as well. So each file is
 * looked at once more when that time is over.
 */
const SECOND_LOOK_MS = 60;

/** Resolves when changes are seen from now on: read the files after it, and none is missed. */
export const watchWorkspace = async ({ root, files, onChange, onProblem }: WatchOptions): Promise<WorkspaceWatch> => {
  const known = new Map<string, string | null>();
  /** How many of our own writes were accounted for, by file. */
  const own = new Map<string, number>();
  /** Files to look at, and how many looks are left. */
  const looks = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let reporting = Promise.resolve();
  let stopped = false;

  const report = async (): Promise<void> => {
    const names = [...looks.keys()];
    for (const [name, left] of looks) {
      if (left > 1) looks.set(name, left - 1);
      else looks.delete(name);
    }
    if (looks.size > 0) arm(SECOND_LOOK_MS);
    const changes: FileChange[] = [];
    for (const name of names) {
      const read = await files.read(name);
      if (!read.ok) {
        if (known.get(name) === UNREADABLE) continue;
        known.set(name, UNREADABLE);
        onProblem(read.problem);
        changes.push({ name, text: null });
        continue;
      }
      const { hash, text } = read.value;
      const written = files.lastWritten(name);
      const isOurs = written !== null && written.hash === hash && written.count > (own.get(name) ?? 0);
      const isSame = hash === (known.get(name) ?? null);
      known.set(name, hash);
      // Ours is counted before it is in place: a look in between must not spend it.
      if (!isSame) own.set(name, written?.count ?? 0);
      if (!isSame && !isOurs) changes.push({ name, text: hash === null ? null : text });
    }
    if (changes.length > 0 && !stopped) onChange(changes);
  };
  const arm = (delayMs: number): void => {
    if (stopped) return;
    timer ??= setTimeout(() => {
      timer = null;
      // One report after the other, so that an older text never comes behind a newer one.
      reporting = reporting.then(report);
    }, delayMs);
  };
  const touch = (path: string): void => {
    looks.set(relative(root, path).replaceAll(sep, '/'), 2);
    arm(FIRST_LOOK_MS);
  };

  const watcher = watch(root, {
    ignoreInitial: true,
    ignored: (path) => !isWatched(relative(root, path)),
    followSymlinks: false,
  });
  watcher.on('add', touch).on('change', touch).on('unlink', touch);
  // A directory in a file's place.
  watcher.on('addDir', (path) => {
    if (path !== root) touch(path);
  });
  watcher.on('error', (cause) => onProblem(cannotWatch(cause)));
  await readyOf(watcher);
  for (const name of await watchedNames(root)) {
    const read = await files.read(name);
    if (read.ok && !known.has(name)) known.set(name, read.value.hash);
  }
  return {
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await watcher.close();
      await reporting;
    },
  };
};

/** In place of a hash. */
const UNREADABLE = 'unreadable';

const STATUS_FILE = /^WORKER([1-9]\d?)\.md$/;
const SHARED = new Set([
  CONFIG_FILE,
  'BACKLOG.md',
  'POLICIES.md',
  'ENVIRONMENT.md',
  'CLAUDE.md',
  'CHANGELOG.md',
  'FAILURES.md',
]);

const isWatched = (name: string): boolean => name === '' || isSharedFile(name);

const isSharedFile = (name: string): boolean =>
  SHARED.has(name) || Number(STATUS_FILE.exec(name)?.[1] ?? MAX_WORKERS + 1) <= MAX_WORKERS;

const watchedNames = async (root: string): Promise<readonly string[]> => (await namesIn(root)).filter(isSharedFile);

const namesIn = async (directory: string): Promise<readonly string[]> => {
  try {
    return await readdir(directory);
  } catch (cause) {
    // Not there, or a file: nothing to watch in it.
    if (isMissing(cause)) return [];
    throw cause;
  }
};

const readyOf = (watcher: FSWatcher): Promise<void> => new Promise((resolve) => watcher.once('ready', () => resolve()));

const cannotWatch = (cause: unknown): Problem => ({
  kind: 'io',
  message: `Changes of the shared files may go unseen: ${cause instanceof Error ? cause.message : String(cause)}`,
  next: 'Raise fs.inotify.max_user_watches, and restart the fleet.',
});
