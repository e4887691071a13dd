/**
 * Events: something is now true, in the past tense. The journal holds them in order and is the truth; `evolve` folds
 * them into the World. A field is never renamed or reused: old journals must replay.
 */

import type { AlertEvent } from './alerts/events.ts';
import type { RoundEvent } from './checks/round.ts';
import type { FailureEvent } from './failures/event.ts';
import type { DispatchMode, FleetMode } from './fleet/fleet.ts';
import type { DecisionId, ProjectId, SessionId, TaskId, TierName, WorkerNumber } from './ids.ts';
import type { LockDoor } from './locks/lock.ts';
import type { Refusal } from './locks/refusal.ts';
import type { Touch } from './locks/touch.ts';
import type { MemoryEvent } from './memory/event.ts';
import type { PipelineEvent } from './pipelines/events.ts';
import type { Answer, Question, SettledBy } from './policies/decision.ts';
import type { Risk } from './policies/risk.ts';
import type { ToolCall, Verdict } from './policies/verdict.ts';
import type { BacklogEdit } from './tasks/edit.ts';
import type { Task } from './tasks/task.ts';
import type { ClimbReason } from './tiers/climb.ts';
import type { Limits } from './tiers/limits.ts';
import type { UsageCount } from './tiers/spend.ts';
import type { BudgetKey, TierSettings } from './tiers/tiers.ts';
import type { ModelRequest } from './tiers/usage.ts';
import type { Trigger } from './triggers/trigger.ts';
import type { CheckResult, Missing } from './workers/stop.ts';
import type { WorkerState } from './workers/worker.ts';

export type Event =
  | FleetEvent
  | SessionEvent
  | TaskEvent
  | LockEvent
  | PolicyEvent
  | UsageEvent
  | TierEvent
  | MailEvent
  | PipelineEvent
  | MemoryEvent
  | FailureEvent
  | RoundEvent
  | AlertEvent;
export type EventKind = Event['kind'];

/** An event as the journal holds it. */
export interface Logged<E extends Event = Event> {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Wall clock, ms since the epoch: for display and order of magnitude, never for leases. */
  readonly at: number;
  /** Who brought it about: `human`, `worker 3`, `dispatcher`, `boot`, `session 3`. */
  readonly by: string;
  /** Seq of the event that led here. */
  readonly cause: number | null;
  readonly event: E;
}

export type FleetEvent =
  | {
      readonly kind: 'fleet.booted';
      readonly workspace: string;
      readonly mode: FleetMode;
      readonly scenario: string | null;
      readonly agent: string;
      readonly hooks: boolean;
      /** Absent before there were walls that follow locks. */
      readonly walled?: boolean;
      readonly workers: readonly WorkerNumber[];
      readonly dispatch: DispatchMode;
    }
  | { readonly kind: 'fleet.stopping' }
  | { readonly kind: 'fleet.stopped' }
  | { readonly kind: 'fleet.warned'; readonly warnings: readonly string[] }
  | { readonly kind: 'dispatch.set'; readonly mode: DispatchMode }
  | { readonly kind: 'projects.read'; readonly projects: readonly ProjectId[] };

export type SessionEvent = {
  readonly worker: WorkerNumber;
  readonly generation: number;
} /** A session is wanted: for a task, or to sit ready. `resume` names the session to take up again. */ & (
  | {
      readonly kind: 'session.wanted';
      readonly resume: SessionId | null;
      readonly project: ProjectId | null;
      readonly tier: TierName | null;
      /** Not before this time (ms since the epoch), after crashes. */
      readonly notBefore: number | null;
    }
  | {
      readonly kind: 'session.opened';
      readonly session: SessionId;
      readonly pid: number;
      readonly model: string | null;
      /** Absolute. */
      readonly cwd: string;
      readonly project: ProjectId | null;
      readonly tier: TierName | null;
      readonly hooks: boolean;
    }
  | { readonly kind: 'session.renamed'; readonly session: SessionId }
  | { readonly kind: 'session.exited'; readonly code: number | null; readonly signal: string | null }
  /** The supervisor that held it is gone, and the session with it. */
  | { readonly kind: 'session.lost' }
  | { readonly kind: 'session.closing' }
  /** It is taken up again behind the wall of `project`, which it holds by now; null for none. */
  | { readonly kind: 'wall.renewed'; readonly project: ProjectId | null }
  /** Each of these hooks was seen registered in the agent. */
  | { readonly kind: 'guard.proven'; readonly hooks: readonly string[] }
  | { readonly kind: 'guard.absent'; readonly because: string }
  | { readonly kind: 'worker.changed'; readonly state: WorkerState; readonly doing: string | null }
  | { readonly kind: 'context.measured'; readonly percent: number }
  /** Its conversation no longer fits into its model's window, and the agent could not make it shorter. */
  | { readonly kind: 'context.overflowed'; readonly task: TaskId | null; readonly because: string }
  | { readonly kind: 'prompt.wanted'; readonly text: string; readonly purpose: 'task' | 'human' }
  /** Its turn ended before its work did; the list is what it was told. */
  | {
      readonly kind: 'worker.sent-back';
      readonly task: TaskId | null;
      readonly missing: readonly Missing[];
      readonly times: number;
    }
  /** Its budget is used up: its turn ended between two calls, and it goes on there when there is money again. */
  | { readonly kind: 'worker.paused'; readonly task: TaskId; readonly because: string }
  /** What fired for it is typed into its idle session. */
  | { readonly kind: 'worker.woken'; readonly mail: readonly string[]; readonly text: string }
  /** It was told that there is a task to pick. */
  | { readonly kind: 'worker.invited'; readonly task: TaskId; readonly text: string }
  | { readonly kind: 'prompt.submitted' }
  | { readonly kind: 'prompt.failed'; readonly because: string }
);

export type TaskEvent =
  | { readonly kind: 'backlog.read'; readonly tasks: readonly Task[] }
  | { readonly kind: 'task.assigned'; readonly task: TaskId; readonly worker: WorkerNumber; readonly because: string }
  | {
      readonly kind: 'task.ended';
      readonly task: TaskId;
      readonly worker: WorkerNumber;
      readonly outcome: 'done' | 'failed';
      readonly because: string;
    }
  | {
      readonly kind: 'step.entered';
      readonly worker: WorkerNumber;
      readonly step: 'startup' | 'claim' | 'work' | 'update' | 'release';
    }
  /** A person wants it in the backlog. */
  | { readonly kind: 'task.wanted'; readonly line: string }
  /** A person wants its entry changed. */
  | { readonly kind: 'backlog.edited'; readonly edit: BacklogEdit }
  | {
      readonly kind: 'criterion.met';
      readonly worker: WorkerNumber;
      readonly task: TaskId;
      /** Its words in the backlog. */
      readonly criterion: string;
      readonly evidence: string;
    }
  | {
      readonly kind: 'checks.ran';
      readonly worker: WorkerNumber;
      readonly project: ProjectId;
      readonly task: TaskId | null;
      readonly checks: readonly CheckResult[];
    }
  | {
      readonly kind: 'change.logged';
      readonly worker: WorkerNumber;
      readonly project: ProjectId | null;
      readonly task: TaskId | null;
      readonly text: string;
    };

export type LockEvent =
  /** Somebody who does not hold the project changed it. */
  | ({ readonly kind: 'project.touched'; readonly project: ProjectId } & Omit<Touch, 'at'>)
  | {
      readonly kind: 'lock.granted';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly fence: number;
      readonly task: TaskId | null;
      readonly door: LockDoor;
    }
  | {
      readonly kind: 'lock.queued';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly door: LockDoor;
    }
  /** Its lease passed: whoever writes under this fence is late. */
  | {
      readonly kind: 'lock.lapsed';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly fence: number;
      readonly because: string;
    }
  | {
      readonly kind: 'lock.refused';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly because: string;
      readonly refusal?: Refusal;
    }
  | {
      readonly kind: 'lock.passed';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly fence: number;
    }
  | {
      readonly kind: 'lock.released';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly fence: number;
      readonly because: string;
    };

export type PolicyEvent =
  | {
      readonly kind: 'verdict.given';
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly call: ToolCall;
      readonly verdict: Verdict;
    }
  | {
      readonly kind: 'decision.asked';
      readonly decision: DecisionId;
      /** Null when no worker asks but a deploy. */
      readonly worker: WorkerNumber | null;
      readonly generation: number;
      readonly project: ProjectId | null;
      readonly task: TaskId | null;
      readonly question: Question;
      readonly binding: string;
      readonly because: string;
      /** What it would do, as analysed when it was asked. */
      readonly risk?: Risk;
      /** What the worker did just before, oldest first. */
      readonly lately?: readonly string[];
    }
  | {
      readonly kind: 'decision.settled';
      readonly decision: DecisionId;
      readonly answer: Answer;
      readonly by: SettledBy;
      readonly reason: string | null;
      /** The input that was approved in place of the worker's. */
      readonly input?: unknown;
    }
  /** The asker of a posted question was told its answer. */
  | { readonly kind: 'decision.delivered'; readonly decision: DecisionId; readonly worker: WorkerNumber }
  /** The human answered "always"; `line` is the bullet for POLICIES.md. */
  | { readonly kind: 'rule.added'; readonly decision: DecisionId; readonly line: string }
  | { readonly kind: 'decision.voided'; readonly decision: DecisionId; readonly because: string };

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
export type MailEvent =
  | { readonly kind: 'triggers.read'; readonly worker: WorkerNumber; readonly triggers: readonly Trigger[] }
  | {
      readonly kind: 'trigger.fired';
      readonly worker: WorkerNumber;
      readonly words: string;
      readonly text: string;
      readonly because: string;
      readonly mail: string;
    }
  | {
      readonly kind: 'note.left';
      readonly mail: string;
      readonly from: WorkerNumber;
      readonly to: WorkerNumber;
      readonly text: string;
    }
  | {
      readonly kind: 'mail.delivered';
      readonly worker: WorkerNumber;
      readonly mail: readonly string[];
      /** `UserPromptSubmit`, `Stop`; `typed` for a program without hooks. */
      readonly edge: string;
    }
  /** The session did not take the prompt that bore it. */
  | { readonly kind: 'mail.returned'; readonly worker: WorkerNumber; readonly mail: readonly string[] };

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
