/** Ledger entries for tests. */
import { tierName } from '../../src/domain/ids.ts';
import type { LedgerEntry } from '../../src/domain/tiers/ledger.ts';

export const anEntry = (key: string, change: Partial<LedgerEntry> = {}): LedgerEntry => ({
  key,
  at: 1_000,
  day: '2026-11-23',
  worker: 1,
  generation: 1,
  session: 's-1',
  task: 'T1',
  project: 'apps/alpha',
  tier: tierName('haiku'),
  model: 'claude-haiku-5-5',
  inputTokens: 10,
  outputTokens: 20,
  cacheReadTokens: 30,
  cacheCreationTokens: 40,
  costMicroUsd: 100,
  basis: 'reported',
  counterfactualMicroUsd: 400,
  querySource: 'repl_main_thread',
  requestId: null,
  messageId: null,
  source: 'telemetry',
  ...change,
});
