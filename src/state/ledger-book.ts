/** Books requests: the row, and its share in the sums of its day, tier, project, worker and task. */
import type { DatabaseSync } from 'node:sqlite';
import { DIMENSIONS, type Dimension, type LedgerEntry, noSums, type Sums } from '../domain/tiers/ledger.ts';
import { ALL_DAYS } from './ledger-schema.ts';

export interface Booker {
  /** Within a transaction of the caller. Gives how many were new. */
  readonly add: (entries: readonly LedgerEntry[]) => number;
  /** Adds to the sums of the entry's dimensions, without a row: for a correction. */
  readonly correct: (entry: Named, change: Sums) => void;
}

/** What an entry is summed by. */
export type Named = Pick<LedgerEntry, 'day' | 'tier' | 'worker' | 'project' | 'task'>;

export const createBooker = (database: DatabaseSync): Booker => {
  const insert = database.prepare(
    `INSERT OR IGNORE INTO requests (key, at, day, worker, generation, session, task, project, tier, model,
       input, output, cache_read, cache_creation, cost, basis, counterfactual, query_source, request_id, message_id, source)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const late = database.prepare(
    `SELECT id, cost, counterfactual FROM requests
     WHERE session = ? AND source = 'transcript' AND request_id IS ? AND model = ?
       AND input = ? AND output = ? AND cache_read = ? AND cache_creation = ? LIMIT 1`,
  );
  const adopt = database.prepare(
    `UPDATE OR IGNORE requests SET key = ?, at = ?, cost = ?, basis = ?, counterfactual = ?, query_source = ?, source = 'telemetry'
     WHERE id = ?`,
  );
  const upsert = database.prepare(
    `INSERT INTO sums (dimension, day, name, requests, unpriced, input, output, cache_read, cache_creation, cost, counterfactual)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (dimension, day, name) DO UPDATE SET
       requests = requests + excluded.requests, unpriced = unpriced + excluded.unpriced,
       input = input + excluded.input, output = output + excluded.output,
       cache_read = cache_read + excluded.cache_read, cache_creation = cache_creation + excluded.cache_creation,
       cost = cost + excluded.cost, counterfactual = counterfactual + excluded.counterfactual`,
  );

  const write = (sums: ReadonlyMap<string, SumRow>): void => {
    for (const { dimension, day, name, sum } of sums.values()) {
      upsert.run(
        ...[dimension, day, name, sum.requests, sum.unpriced, sum.inputTokens, sum.outputTokens],
        ...[sum.cacheReadTokens, sum.cacheCreationTokens, sum.costMicroUsd, sum.counterfactualMicroUsd],
      );
    }
  };

  /** What a transcript had told of before telemetry did: the row stays one, the cost becomes the reported one. */
  const adoptLate = (entry: LedgerEntry): Sums | null => {
    if (entry.source !== 'telemetry' || entry.session === null) return null;
    const found = late.get(
      ...[entry.session, entry.requestId, entry.model, entry.inputTokens, entry.outputTokens],
      ...[entry.cacheReadTokens, entry.cacheCreationTokens],
    );
    if (found === undefined) return null;
    const changed = adopt.run(
      ...[entry.key, entry.at, entry.costMicroUsd, entry.basis, entry.counterfactualMicroUsd, entry.querySource],
      Number(found.id),
    );
    // Heard before: the same telemetry came twice.
    if (changed.changes === 0) return noSums;
    return {
      ...noSums,
      unpriced: Number(entry.costMicroUsd === null) - Number(found.cost === null),
      costMicroUsd: (entry.costMicroUsd ?? 0) - Number(found.cost ?? 0),
      counterfactualMicroUsd: entry.counterfactualMicroUsd - Number(found.counterfactual),
    };
  };

  return {
    add: (entries) => {
      const sums = new Map<string, SumRow>();
      let added = 0;
      for (const entry of entries) {
        const correction = adoptLate(entry);
        if (correction !== null) {
          collect(sums, entry, correction);
          continue;
        }
        const { changes } = insert.run(
          ...[entry.key, entry.at, entry.day, entry.worker, entry.generation, entry.session, entry.task, entry.project],
          ...[entry.tier, entry.model, entry.inputTokens, entry.outputTokens, entry.cacheReadTokens],
          ...[entry.cacheCreationTokens, entry.costMicroUsd, entry.basis, entry.counterfactualMicroUsd],
          ...[entry.querySource, entry.requestId, entry.messageId, entry.source],
        );
        if (changes === 0) continue;
        added += 1;
        collect(sums, entry, ownSums(entry));
      }
      write(sums);
      return added;
    },
    correct: (entry, change) => {
      const sums = new Map<string, SumRow>();
      collect(sums, entry, change);
      write(sums);
    },
  };
};

interface SumRow {
  readonly dimension: Dimension;
  readonly day: string;
  readonly name: string;
  readonly sum: Sums;
}

const collect = (sums: Map<string, SumRow>, entry: Named, change: Sums): void => {
  for (const dimension of DIMENSIONS) {
    const name = nameIn(dimension, entry);
    for (const day of [entry.day, ALL_DAYS]) {
      const key = `${dimension} ${day} ${name}`;
      const before = sums.get(key)?.sum ?? noSums;
      sums.set(key, { dimension, day, name, sum: plus(before, change) });
    }
  }
};

/** Requests for no task or project are summed too, under the empty name. */
const nameIn = (dimension: Dimension, entry: Named): string => {
  switch (dimension) {
    case 'day':
      return '';
    case 'tier':
      return entry.tier;
    case 'project':
      return entry.project ?? '';
    case 'worker':
      return String(entry.worker);
    case 'task':
      return entry.task ?? '';
  }
};

const ownSums = (entry: LedgerEntry): Sums => ({
  requests: 1,
  unpriced: entry.costMicroUsd === null ? 1 : 0,
  inputTokens: entry.inputTokens,
  outputTokens: entry.outputTokens,
  cacheReadTokens: entry.cacheReadTokens,
  cacheCreationTokens: entry.cacheCreationTokens,
  costMicroUsd: entry.costMicroUsd ?? 0,
  counterfactualMicroUsd: entry.counterfactualMicroUsd,
});

const plus = (one: Sums, other: Sums): Sums => ({
  requests: one.requests + other.requests,
  unpriced: one.unpriced + other.unpriced,
  inputTokens: one.inputTokens + other.inputTokens,
  outputTokens: one.outputTokens + other.outputTokens,
  cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
  cacheCreationTokens: one.cacheCreationTokens + other.cacheCreationTokens,
  costMicroUsd: one.costMicroUsd + other.costMicroUsd,
  counterfactualMicroUsd: one.counterfactualMicroUsd + other.counterfactualMicroUsd,
});
