/**
 * Watches the notes under MEMORY/: one watch for each tier, however many notes lie in it, and nothing of them is read
 * here. It is told of changes by the system and never polls.
 */
import { type FSWatcher, mkdirSync, type WatchEventType, watch } from 'node:fs';
import { join } from 'node:path';
import { MEMORY_TIERS, type MemoryTier } from '../domain/memory/item.ts';
import type { Problem } from '../domain/problem.ts';
import { tierOfFile } from './memory-file.ts';
import { isMissing } from './replace-file.ts';

export interface MemoryWatchOptions {
  readonly root: string;
  /** Notes that came, changed or went, by their path in the workspace; null when it may be any of them. */
  readonly onChange: (files: readonly string[] | null) => void;
  readonly onProblem: (problem: Problem) => void;
}

/** Editors write in several steps, which are one change to a reader; a checkout writes hundreds of files. */
const GATHER_MS = 40;
/** The system's own queue is bounded: behind that many names there may be some that it dropped. */
const MANY = 4_000;

/** Makes the tiers that are missing, once: what a person takes away later is theirs to bring back, and is watched again then. */
export const watchMemory = ({ root, onChange, onProblem }: MemoryWatchOptions): { readonly stop: () => void } => {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let isAny = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const tell = (): void => {
    timer = undefined;
    const files = isAny || changed.size > MANY ? null : [...changed];
    changed.clear();
    isAny = false;
    if (!stopped) onChange(files);
  };
  const touch = (file: string | null): void => {
    if (file === null) isAny = true;
    else changed.add(file);
    timer ??= setTimeout(tell, GATHER_MS);
  };
  const open = (path: string, onName: (name: string | null, event: WatchEventType) => void): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
    if (stopped) return;
    try {
      const watcher = watch(join(root, path), (event, name) => onName(name, event));
      watcher.on('error', (cause) => onProblem(cannotWatch(cause)));
      watchers.set(path, watcher);
    } catch (cause) {
      if (!isMissing(cause)) onProblem(cannotWatch(cause));
    }
  };
  const make = (path: string): void => {
    try {
      mkdirSync(join(root, path), { recursive: true });
    } catch (cause) {
      onProblem(cannotWatch(cause));
    }
  };
  const openTier = (tier: MemoryTier): void =>
    open(`MEMORY/${tier}`, (name) => {
      const file = name === null ? null : `MEMORY/${tier}/${name}`;
      if (file === null || tierOfFile(file) !== null) touch(file);
    });

  // Each before what lies in it, so that nothing comes about unseen in between.
  const openAll = (): void => {
    open('MEMORY', (name) => {
      // A tier that went, or came again, takes its watch with it.
      const tiers = MEMORY_TIERS.filter((tier) => name === null || tier === name);
      for (const tier of tiers) openTier(tier);
      if (tiers.length > 0) touch(null);
    });
    for (const tier of MEMORY_TIERS) openTier(tier);
  };
  for (const tier of MEMORY_TIERS) make(`MEMORY/${tier}`);
  open('', (name, event) => {
    // The same of all of them; `change` speaks of what lies in it, and of rights.
    if (event !== 'rename' || (name !== null && name !== 'MEMORY')) return;
    openAll();
    touch(null);
  });
  openAll();

  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
};

const cannotWatch = (cause: unknown): Problem => ({
  kind: 'io',
  message: `Changes of the notes under MEMORY/ may go unseen: ${cause instanceof Error ? cause.message : String(cause)}`,
  next: 'Raise fs.inotify.max_user_watches, and restart the fleet.',
});
