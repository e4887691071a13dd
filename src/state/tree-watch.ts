/**
 * Watches the directories of one tree, told by the system and never polling. One watch for each directory and none for
 * files, so that what is passed over (dependencies, build output) costs nothing.
 */
import { type FSWatcher, watch } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface TreeWatch {
  /** Directories under watch. */
  readonly size: () => number;
  readonly stop: () => void;
}

export interface TreeWatchOptions {
  /** Whether a directory, or a file, is passed over with all below it. */
  readonly isPassedOver: (path: string) => boolean;
  /** Watches that may still be made, over all trees; counted down and up again. */
  readonly budget: { left: number };
  /** Changed, made or gone; absolute paths, each once. */
  readonly onChange: (paths: readonly string[]) => void;
  /** The system refuses a watch, or the budget is used up: from now on changes may go unseen. Told once. */
  readonly onLimit: (because: string) => void;
}

/** Programs write in several steps, which are one change. */
const GATHER_MS = 100;
/** A storm of changes (a checkout, a build) is not kept path by path. */
const MOST_PATHS = 500;

/** Resolves when changes are seen from now on. */
export const watchTree = async (root: string, options: TreeWatchOptions): Promise<TreeWatch> => {
  const { isPassedOver, budget, onChange, onLimit } = options;
  const watched = new Map<string, FSWatcher>();
  const touched = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let isLimited = false;

  const limit = (because: string): void => {
    if (!isLimited && !stopped) onLimit(because);
    isLimited = true;
  };

  const drop = (directory: string): void => {
    for (const [path, watcher] of watched) {
      if (path !== directory && !path.startsWith(`${directory}/`)) continue;
      watcher.close();
      watched.delete(path);
      budget.left += 1;
    }
  };

  const add = (directory: string): boolean => {
    if (stopped || watched.has(directory)) return false;
    if (budget.left <= 0) {
      limit('too many directories');
      return false;
    }
    try {
      const watcher = watch(directory, { persistent: false }, (_, name) =>
        touch(name === null ? directory : join(directory, name)),
      );
      watcher.on('error', (error) => {
        drop(directory);
        limit(error.message);
      });
      watched.set(directory, watcher);
      budget.left -= 1;
      return true;
    } catch (error) {
      // Gone already is no limit.
      if (!isMissing(error)) limit(error instanceof Error ? error.message : String(error));
      return false;
    }
  };

  /** Watches first and lists then, so that nothing slips in between. Gives the files found. */
  const walk = async (directory: string): Promise<readonly string[]> => {
    if (!add(directory)) return [];
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    const found: string[] = [];
    for (const entry of entries) {
      const path = join(directory, entry.name);
      if (isPassedOver(path)) continue;
      if (entry.isDirectory()) found.push(...(await walk(path)));
      else found.push(path);
    }
    return found;
  };

  const touch = (path: string): void => {
    if (stopped || isPassedOver(path) || touched.size >= MOST_PATHS) return;
    touched.add(path);
    timer ??= setTimeout(() => {
      timer = null;
      void report();
    }, GATHER_MS).unref();
  };

  const report = async (): Promise<void> => {
    const paths = [...touched];
    touched.clear();
    const changes: string[] = [];
    for (const path of paths) {
      const entry = await lstat(path).catch(() => null);
      if (entry === null) drop(path);
      if (entry?.isDirectory() !== true) changes.push(path);
      // A directory's own time changes with its entries, which tell for themselves; a new one has entries to tell of.
      else changes.push(...(await walk(path)));
    }
    if (changes.length > 0 && !stopped) onChange(changes);
  };

  await walk(root);
  return {
    size: () => watched.size,
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      drop(root);
    },
  };
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
