/** What became of model tiers, budgets and limits, and what requests cost. */
import type { SessionId, TaskId, TierName, WorkerNumber } from '../ids.ts';
import type { ClimbReason } from './climb.ts';
import type { Limits } from './limits.ts';
import type { UsageCount } from './spend.ts';
import type { BudgetKey, TierSettings } from './tiers.ts';
import type { ModelRequest } from './usage.ts';

export type TierEvent =
  | { readonly kind: 'tiers.read'; readonly settings: TierSettings }
  /** It can be used, or no longer; `model` is what its server has, where gaffer.yaml leaves that open. */
  | {
      readonly kind: 'tier.changed';
      readonly tier: TierName;
      readonly up: boolean;
      readonly because: string;
      readonly model: string | null;
    }
  | {
      readonly kind: 'task.routed';
      readonly task: TaskId;
      readonly worker: WorkerNumber;
      readonly tier: TierName;
      readonly derivation: readonly string[];
    }
  | {
      readonly kind: 'task.climbed';
      readonly task: TaskId;
      readonly worker: WorkerNumber;
      readonly from: TierName;
      readonly to: TierName;
      readonly because: string;
      readonly reason: ClimbReason;
    }
  /** Its model says so itself, or goes in circles: at the end of its turn it rises, or a person is asked. */
  | {
      readonly kind: 'task.stuck';
      readonly task: TaskId;
      readonly worker: WorkerNumber;
      readonly because: string;
    }
  /** A person does not want it to rise. */
  | { readonly kind: 'task.held'; readonly task: TaskId; readonly because: string }
  | {
      readonly kind: 'model.refused';
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly model: string;
      readonly because: string;
    }
  | {
      readonly kind: 'budget.reached';
      readonly budget: BudgetKey;
      readonly level: 80 | 100;
      readonly because: string;
    }
  | { readonly kind: 'budget.raised'; readonly budget: BudgetKey; readonly microUsd: number }
  | { readonly kind: 'budget.held'; readonly budget: BudgetKey }
  /** A new day, on which budgets that were used up are whole again. */
  | { readonly kind: 'budgets.renewed'; readonly day: string }
  | { readonly kind: 'limits.measured'; readonly limits: Limits };

export type UsageEvent =
  /** One request; the ledger has them now, and the journal their sums. */
  | {
      readonly kind: 'request.recorded';
      readonly tier: TierName;
      readonly request: ModelRequest;
      readonly counterfactualMicroUsd: number;
    }
  | { readonly kind: 'usage.counted'; readonly count: UsageCount }
  /** A session's transcript was compared with the ledger, and they did not agree. */
  | {
      readonly kind: 'usage.reconciled';
      readonly worker: WorkerNumber;
      readonly session: SessionId;
      /** Requests that telemetry never told of, booked from the transcript. */
      readonly filled: number;
      readonly differentTokens: number;
    };
