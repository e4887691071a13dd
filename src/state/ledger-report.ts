/** Reads the ledger's sums: for the World, which keeps only totals, and for cost reports. */
import type { DatabaseSync } from 'node:sqlite';
import {
  type CostQuery,
  type CostReport,
  type Dimension,
  type NamedSums,
  noSums,
  type Reconciliation,
  type Sums,
} from '../domain/tiers/ledger.ts';

export interface LedgerTotals {
  /** Of all time. */
  readonly tiers: readonly NamedSums[];
  readonly today: Sums;
  /** Of the day. */
  readonly projects: readonly NamedSums[];
  readonly workers: readonly NamedSums[];
  readonly todayTiers: readonly NamedSums[];
  /** Of all time, the asked ones. */
  readonly tasks: readonly NamedSums[];
}

export const readTotals = (database: DatabaseSync, day: string, tasks: readonly string[]): LedgerTotals => ({
  tiers: grouped(database, 'tier', ALWAYS),
  today: sumOf(database, 'day', '', day),
  todayTiers: onDay(database, 'tier', day),
  projects: onDay(database, 'project', day),
  workers: onDay(database, 'worker', day),
  tasks: tasks.map((name) => ({ name, ...sumOf(database, 'task', name, null) })),
});

export const readReport = (
  database: DatabaseSync,
  { since, tasks, today }: CostQuery & { readonly today: string },
): Omit<CostReport, 'assumption'> => {
  const from = since ?? ALWAYS;
  return {
    since,
    today,
    total: only(database.prepare(`SELECT ${SUMS} FROM sums WHERE dimension = 'day' AND day >= ?`).get(from)),
    todayTotal: sumOf(database, 'day', '', today),
    days: database
      .prepare(`SELECT day AS name, ${SUMS} FROM sums WHERE dimension = 'day' AND day >= ? GROUP BY day ORDER BY day`)
      .all(from)
      .map(namedSums),
    tiers: grouped(database, 'tier', from),
    projects: grouped(database, 'project', from),
    workers: grouped(database, 'worker', from),
    tasks: database
      .prepare(
        `SELECT name, ${SUMS} FROM sums WHERE dimension = 'task' AND day >= ? AND name <> '' GROUP BY name
         ORDER BY sum(cost) DESC, name LIMIT ?`,
      )
      .all(from, tasks)
      .map(namedSums),
    reconciliation: reconciliationOf(database),
  };
};

/** Of one name over all days, or on one. */
export const sumOf = (database: DatabaseSync, dimension: Dimension, name: string, day: string | null): Sums =>
  only(
    day === null
      ? // Days are few and names many: one look-up for each day beats a walk over all names.
        database
          .prepare(
            `SELECT ${SUMS} FROM sums WHERE dimension = ? AND name = ?
             AND day IN (SELECT day FROM sums WHERE dimension = 'day')`,
          )
          .get(dimension, name)
      : database
          .prepare(`SELECT ${SUMS} FROM sums WHERE dimension = ? AND day = ? AND name = ?`)
          .get(dimension, day, name),
  );

/** Before the first day. */
const ALWAYS = '';

const SUMS = `sum(requests) AS requests, sum(unpriced) AS unpriced, sum(input) AS input, sum(output) AS output,
  sum(cache_read) AS cache_read, sum(cache_creation) AS cache_creation, sum(cost) AS cost,
  sum(counterfactual) AS counterfactual`;

type Row = Readonly<Record<string, unknown>>;

const grouped = (database: DatabaseSync, dimension: Dimension, from: string): readonly NamedSums[] =>
  database
    .prepare(
      `SELECT name, ${SUMS} FROM sums WHERE dimension = ? AND day >= ? GROUP BY name ORDER BY sum(cost) DESC, name`,
    )
    .all(dimension, from)
    .map(namedSums);

const onDay = (database: DatabaseSync, dimension: Dimension, day: string): readonly NamedSums[] =>
  database
    .prepare(`SELECT name, ${SUMS} FROM sums WHERE dimension = ? AND day = ? GROUP BY name`)
    .all(dimension, day)
    .map(namedSums);

const only = (row: Row | undefined): Sums => (row === undefined ? noSums : sumsOf(row));

const namedSums = (row: Row): NamedSums => ({ name: String(row.name), ...sumsOf(row) });

const sumsOf = (row: Row): Sums => ({
  requests: Number(row.requests ?? 0),
  unpriced: Number(row.unpriced ?? 0),
  inputTokens: Number(row.input ?? 0),
  outputTokens: Number(row.output ?? 0),
  cacheReadTokens: Number(row.cache_read ?? 0),
  cacheCreationTokens: Number(row.cache_creation ?? 0),
  costMicroUsd: Number(row.cost ?? 0),
  counterfactualMicroUsd: Number(row.counterfactual ?? 0),
});

const reconciliationOf = (database: DatabaseSync): Reconciliation => {
  const row = database
    .prepare(
      `SELECT count(*) FILTER (WHERE ended = 1) AS sessions, count(*) FILTER (WHERE ended = 0) AS open,
        sum(matched) AS matched, sum(filled) AS filled, sum(different) AS different FROM sessions`,
    )
    .get();
  return {
    sessions: Number(row?.sessions ?? 0),
    open: Number(row?.open ?? 0),
    matched: Number(row?.matched ?? 0),
    filled: Number(row?.filled ?? 0),
    differentTokens: Number(row?.different ?? 0),
  };
};
