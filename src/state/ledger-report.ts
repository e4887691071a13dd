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
import { ALL_DAYS } from './ledger-schema.ts';

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
  tiers: onDay(database, 'tier', ALL_DAYS),
  today: sumOf(database, 'day', '', day),
  todayTiers: onDay(database, 'tier', day),
  projects: onDay(database, 'project', day),
  workers: onDay(database, 'worker', day),
  tasks: tasks.map((name) => ({ name, ...sumOf(database, 'task', name, ALL_DAYS) })),
});

export const readReport = (
  database: DatabaseSync,
  { since, tasks, today }: CostQuery & { readonly today: string },
): CostReport => {
  const by = (dimension: Dimension): readonly NamedSums[] =>
    since === null ? onDay(database, dimension, ALL_DAYS) : from(database, dimension, since);
  const { text: assumption } = database.prepare("SELECT text FROM notes WHERE name = 'assumption'").get() ?? {};
  return {
    since,
    today,
    total: by('day')[0] ?? noSums,
    todayTotal: sumOf(database, 'day', '', today),
    days: database
      .prepare(
        `SELECT day AS name, ${SUMS} FROM sums WHERE dimension = 'day' AND day >= ? AND day <> ? GROUP BY day ORDER BY day`,
      )
      .all(since ?? '', ALL_DAYS)
      .map(namedSums),
    tiers: by('tier'),
    projects: by('project'),
    workers: by('worker'),
    tasks: since === null ? dearestTasks(database, tasks) : dearestSince(database, since, tasks),
    reconciliation: reconciliationOf(database),
    assumption: assumption === undefined || assumption === null ? null : String(assumption),
  };
};

/** Of one name on one day, or on all of them. */
export const sumOf = (database: DatabaseSync, dimension: Dimension, name: string, day: string): Sums => {
  const row = database
    .prepare(`SELECT ${SUMS} FROM sums WHERE dimension = ? AND day = ? AND name = ?`)
    .get(dimension, day, name);
  return row === undefined ? noSums : sumsOf(row);
};

const dearestTasks = (database: DatabaseSync, most: number): readonly NamedSums[] =>
  database
    .prepare(
      `SELECT name, ${PLAIN} FROM sums WHERE dimension = 'task' AND day = ? AND name <> '' ORDER BY cost DESC LIMIT ?`,
    )
    .all(ALL_DAYS, most)
    .map(namedSums);

const dearestSince = (database: DatabaseSync, since: string, most: number): readonly NamedSums[] =>
  database
    .prepare(
      `SELECT name, ${SUMS} FROM sums WHERE dimension = 'task' AND day >= ? AND name <> '' GROUP BY name
       ORDER BY sum(cost) DESC, name LIMIT ?`,
    )
    .all(since, most)
    .map(namedSums);

const PLAIN = 'requests, unpriced, input, output, cache_read, cache_creation, cost, counterfactual';

const SUMS = `sum(requests) AS requests, sum(unpriced) AS unpriced, sum(input) AS input, sum(output) AS output,
  sum(cache_read) AS cache_read, sum(cache_creation) AS cache_creation, sum(cost) AS cost,
  sum(counterfactual) AS counterfactual`;

type Row = Readonly<Record<string, unknown>>;

const from = (database: DatabaseSync, dimension: Dimension, since: string): readonly NamedSums[] =>
  database
    .prepare(
      `SELECT name, ${SUMS} FROM sums WHERE dimension = ? AND day >= ? GROUP BY name ORDER BY sum(cost) DESC, name`,
    )
    .all(dimension, since)
    .map(namedSums);

const onDay = (database: DatabaseSync, dimension: Dimension, day: string): readonly NamedSums[] =>
  database
    .prepare(`SELECT name, ${PLAIN} FROM sums WHERE dimension = ? AND day = ? ORDER BY cost DESC, name`)
    .all(dimension, day)
    .map(namedSums);

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
