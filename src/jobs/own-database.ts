/** A small database of one job, in a file that only its owner reads; what stands against opening it is a problem to show. */
import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';

export interface OwnDatabase<Store> {
  readonly file: string;
  /** `FULL` where the last second before a power cut matters. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Runs at each opening. */
  readonly schema: string;
  readonly use: (database: DatabaseSync) => Store;
  /** What cannot be opened, and what to do then. */
  readonly problem: Pick<Problem, 'message' | 'next'>;
}

export const openOwnDatabase = <Store>({
  file,
  synchronous,
  schema,
  use,
  problem,
}: OwnDatabase<Store>): Result<Store> => {
  try {
    const database = new DatabaseSync(file);
    chmodSync(file, 0o600);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA busy_timeout = 2000;`);
    database.exec(schema);
    return ok(use(database));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return fail({ kind: 'io', where: { file }, found, ...problem });
  }
};
