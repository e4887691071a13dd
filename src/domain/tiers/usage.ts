/** What the models were asked for and what it cost, per tier, in whole micro-dollars so that sums are exact. */
import type { TierName, WorkerNumber } from '../ids.ts';
import type { Sums } from './ledger.ts';
import type { Tokens } from './price.ts';

export interface TierUsage extends Sums {
  readonly tier: TierName;
}

/** One request to a model, as telemetry reports it. */
export interface ModelRequest extends Tokens {
  readonly worker: WorkerNumber;
  readonly generation: number;
  readonly model: string;
  /** Null when the agent reported no price. */
  readonly costMicroUsd: number | null;
  readonly durationMs: number;
}
