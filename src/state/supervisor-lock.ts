/**
 * The single-instance lock of a workspace. The kernel holds it for the process, by SQLite's exclusive lock on a file of
 * its own, and frees it however the process ends: there is no stale lock and no pid to mistake.
 */
import { DatabaseSync } from 'node:sqlite';

export interface SupervisorLock {
  readonly release: () => void;
}

/** The lock, or null when another process holds it. */
export const takeSupervisorLock = (file: string): SupervisorLock | null => {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  return { release: () => database.close() };
};

/** SQLITE_BUSY and SQLITE_LOCKED. */
const BUSY_CODES = new Set([5, 6]);

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && BUSY_CODES.has(Number(error.errcode) & 0xff);
