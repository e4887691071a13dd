/**
 * Totals of the ledger as the World keeps them: what this day used and cost. They come as whole sums and never as
 * differences, so hearing them twice, or after a restart, counts nothing twice.
 */
import type { TaskId, WorkerNumber } from '../ids.ts';
import type { Tokens } from './price.ts';
import type { TierUsage } from './usage.ts';

export interface Spend {
  /** The day that these, and the World's usage, are of: `2026-11-23`; null before the ledger was heard. */
  readonly day: string | null;
  readonly microUsd: number;
  /** Micro-dollars by project id, and by worker number. */
  readonly projects: Readonly<Record<string, number>>;
  readonly workers: Readonly<Record<string, number>>;
}

export const noSpend: Spend = { day: null, microUsd: 0, projects: {}, workers: {} };

export interface TaskSpend extends Tokens {
  readonly task: TaskId;
  /** Of all time and all tiers. */
  readonly costMicroUsd: number;
}

export interface UsageCount {
  readonly day: string;
  /** Of the day. */
  readonly tiers: readonly TierUsage[];
  readonly spend: Omit<Spend, 'day'>;
  /** Those for which something was booked since the last count. */
  readonly tasks: readonly TaskSpend[];
  /** Who was heard of since. */
  readonly heard: readonly WorkerNumber[];
}
