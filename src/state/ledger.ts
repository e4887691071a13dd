/**
 * The ledger: every request to a model exactly once, in SQLite beside the journal. A request is known by its key, and
 * sums are kept in the same transaction, so a report over millions of requests reads some hundred rows.
 */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { fail, ok, type Result } from '../domain/problem.ts';
import type { CostQuery, CostReport, LedgerEntry, Sums } from '../domain/tiers/ledger.ts';
import { type Booker, createBooker } from './ledger-book.ts';
import { type LedgerTotals, readReport, readTotals, sumOf } from './ledger-report.ts';
import { ALL_DAYS, connectLedger } from './ledger-schema.ts';
import { createReconciler, type Reconciler } from './ledger-sessions.ts';

export type { LedgerTotals } from './ledger-report.ts';

export interface Ledger extends Reconciler {
  /** Books those that are new, all or none; gives how many. Telemetry sent twice is booked once. */
  readonly ingest: (entries: readonly LedgerEntry[]) => number;
  readonly isEmpty: () => boolean;
  /** What the World keeps: sums by tier of all time, those of `day`, and those of some tasks. */
  readonly totals: (day: string, tasks: readonly string[]) => LedgerTotals;
  readonly taskSums: (task: string) => Sums;
  readonly report: (query: CostQuery & { readonly today: string }) => CostReport;
  /** What savings are measured against, kept for who reads the ledger alone. */
  readonly keepAssumption: (text: string | null) => void;
  readonly close: () => void;
}

export const openLedger = (file: string, { readOnly = false } = {}): Result<Ledger> => {
  if (readOnly && !existsSync(file)) {
    return fail({
      kind: 'missing',
      message: 'there is no ledger here yet',
      where: { file },
      next: 'Start a fleet with: gaffer',
    });
  }
  try {
    return ok(ledgerOf(connectLedger(file, readOnly)));
  } catch (error) {
    return fail({
      kind: 'process',
      message: 'the ledger cannot be opened',
      where: { file },
      found: error instanceof Error ? error.message : String(error),
      next: 'Move the file aside: the journal and the transcripts of the sessions stay as they are.',
    });
  }
};

const ledgerOf = (database: DatabaseSync): Ledger => {
  let booker: Booker | undefined;
  const book = (): Booker => {
    booker ??= createBooker(database);
    return booker;
  };
  const inTransaction = <Value>(work: () => Value): Value => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      database.exec('COMMIT');
      return value;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    ingest: (entries) => (entries.length === 0 ? 0 : inTransaction(() => book().add(entries))),
    isEmpty: () => database.prepare('SELECT 1 FROM requests LIMIT 1').get() === undefined,
    totals: (day, tasks) => readTotals(database, day, tasks),
    taskSums: (task) => sumOf(database, 'task', task, ALL_DAYS),
    report: (query) => readReport(database, query),
    keepAssumption: (text) => {
      database
        .prepare(
          "INSERT INTO notes (name, text) VALUES ('assumption', ?) ON CONFLICT DO UPDATE SET text = excluded.text",
        )
        .run(text);
    },
    ...createReconciler(database, book, inTransaction),
    close: () => database.close(),
  };
};
