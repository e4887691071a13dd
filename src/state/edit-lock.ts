/**
 * Between two gaffer processes of one workspace, the last look at a shared file and its replacement are one step: the
 * kernel's lock, by SQLite on a file of its own, is held for both, and freed however the process ends. People's editors
 * know nothing of it; for them the step is as short as it can be.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface EditLock {
  readonly run: <Value>(work: () => Value) => Value;
}

/** The longest wait for others, each of which holds it for well under a millisecond. */
const WAIT_MS = 5_000;

/** Opened with the first edit. A directory that is no workspace yet has nobody else who would know the lock. */
export const editLockIn = (root: string): EditLock => {
  let database: DatabaseSync | null = null;
  const open = (): DatabaseSync | null => {
    const own = join(root, '.gaffer');
    if (database !== null || !existsSync(own)) return database;
    database = new DatabaseSync(join(own, 'edits.lock'));
    database.exec(`PRAGMA busy_timeout = ${WAIT_MS}`);
    return database;
  };
  return {
    run: (work) => {
      const held = open();
      if (held === null) return work();
      held.exec('BEGIN EXCLUSIVE');
      try {
        return work();
      } finally {
        held.exec('COMMIT');
      }
    },
  };
};
