/** What the models were asked for and what it cost, per tier, in whole micro-dollars so that sums are exact. */
import type { TierName, WorkerNumber } from '../ids.ts';

export interface TierUsage {
  readonly tier: TierName;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheCreationTokens: number;
  /** Sum of what is known. */
  readonly costMicroUsd: number;
  /** Requests whose price is not known: never counted as free. */
  readonly unpriced: number;
  /** The same tokens at the dearest tier's price, for the saving. */
  readonly counterfactualMicroUsd: number;
}

/** One request to a model, as telemetry reports it. */
export interface ModelRequest {
  readonly worker: WorkerNumber;
  readonly generation: number;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheCreationTokens: number;
  /** Null when the agent reported no price. */
  readonly costMicroUsd: number | null;
  readonly durationMs: number;
}
