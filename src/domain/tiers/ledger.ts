/** The ledger's words: one request to a model as it is kept, the sums over many, and what a cost report holds. */
import type { TierName } from '../ids.ts';
import type { CostBasis, Tokens } from './price.ts';

export interface LedgerEntry extends Tokens {
  /** What makes it one request, wherever it was heard of: telemetry may be sent twice. */
  readonly key: string;
  readonly at: number;
  /** The day it fell on where the fleet runs: `2026-11-23`. */
  readonly day: string;
  readonly worker: number;
  readonly generation: number;
  readonly session: string | null;
  readonly task: string | null;
  readonly project: string | null;
  readonly tier: TierName;
  readonly model: string;
  readonly costMicroUsd: number | null;
  readonly basis: CostBasis;
  readonly counterfactualMicroUsd: number;
  /** Who asked within the agent: `repl_main_thread`, a helper, a subagent. */
  readonly querySource: string | null;
  readonly requestId: string | null;
  readonly messageId: string | null;
  readonly source: 'telemetry' | 'transcript' | 'journal';
}

export interface Sums extends Tokens {
  readonly requests: number;
  /** Of unknown price: in no cost and no saving. */
  readonly unpriced: number;
  readonly costMicroUsd: number;
  /** The priced ones at the dearest tier. */
  readonly counterfactualMicroUsd: number;
}

export interface NamedSums extends Sums {
  readonly name: string;
}

export const noSums: Sums = {
  requests: 0,
  unpriced: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  costMicroUsd: 0,
  counterfactualMicroUsd: 0,
};

export const DIMENSIONS = ['day', 'tier', 'project', 'worker', 'task'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** How the books compare with the agents' own transcripts. */
export interface Reconciliation {
  /** Sessions compared so far, and those that are still to be. */
  readonly sessions: number;
  readonly open: number;
  /** Answers in transcripts that telemetry had told of. */
  readonly matched: number;
  /** Requests that telemetry never told of, taken from transcripts. */
  readonly filled: number;
  /** Of the matched ones: tokens that the two tell differently, in sum without sign. */
  readonly differentTokens: number;
}

export interface CostQuery {
  /** First day, `2026-11-23`; null for all time. */
  readonly since: string | null;
  /** How many of the most expensive tasks. */
  readonly tasks: number;
}

export interface CostReport {
  readonly since: string | null;
  readonly today: string;
  readonly total: Sums;
  readonly todayTotal: Sums;
  readonly days: readonly NamedSums[];
  readonly tiers: readonly NamedSums[];
  readonly projects: readonly NamedSums[];
  readonly workers: readonly NamedSums[];
  /** The most expensive ones. */
  readonly tasks: readonly NamedSums[];
  readonly reconciliation: Reconciliation;
  /** What the saving is measured against, in words; null when that price is not known. */
  readonly assumption: string | null;
}

/** 0 to 100 with one digit, rounded down so that it is never flattered; negative when it cost more. */
export const savedPercent = ({ costMicroUsd, counterfactualMicroUsd }: Sums): number | null =>
  counterfactualMicroUsd === 0
    ? null
    : Math.floor((1000 * (counterfactualMicroUsd - costMicroUsd)) / counterfactualMicroUsd) / 10;
