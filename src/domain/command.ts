/**
 * Commands: somebody wants something, or an edge of the program reports an outcome. `decide` turns one into events or
 * into a problem. Those in HumanCommand are all that a dashboard or the command line may send.
 */

import type { AlertDraft, AlertSettings } from './alerts/alert.ts';
import type { AlertLevel, CheckRule } from './checks/health.ts';
import type { RoundReport } from './checks/report.ts';
import type { ReflectionEdge, SeenFailure } from './failures/events.ts';
import type { DispatchMode, FleetMode } from './fleet/fleet.ts';
import type { DecisionId, ProjectId, SessionId, TaskId, TierName, WorkerNumber } from './ids.ts';
import type { LockDoor } from './locks/lock.ts';
import type { Touch } from './locks/touch.ts';
import type { MemoryEvent, MemoryWish } from './memory/events.ts';
import type { DeployEdgeCommand, DeployHumanCommand, RequestDeploy } from './pipelines/commands.ts';
import type { Answer, SettledBy } from './policies/decision.ts';
import type { Risk } from './policies/risk.ts';
import type { ToolCall, Verdict } from './policies/verdict.ts';
import type { BacklogEdit } from './tasks/edit.ts';
import type { Task } from './tasks/task.ts';
import type { Limits } from './tiers/limits.ts';
import type { UsageCount } from './tiers/spend.ts';
import type { TierSettings } from './tiers/tiers.ts';
import type { Trigger } from './triggers/trigger.ts';
import type { Signal } from './workers/signal.ts';
import type { CheckResult, EndFindings } from './workers/stop.ts';

export type Command = Exclude<HumanCommand, StartedAtTheEdge> | WorkerCommand | EdgeCommand;

/** Answered by the edge, which knows gaffer.yaml and the runner; what comes of them reaches `decide` as reports. */
export type StartedAtTheEdge = Extract<DeployHumanCommand, { kind: 'deploy' | 'stop-run' }>;

/** What a person may say. */
export type HumanCommand =
  | { readonly kind: 'start-worker'; readonly worker: WorkerNumber }
  | { readonly kind: 'stop-worker'; readonly worker: WorkerNumber }
  | { readonly kind: 'restart-worker'; readonly worker: WorkerNumber }
  | { readonly kind: 'send-text'; readonly worker: WorkerNumber; readonly text: string }
  | {
      readonly kind: 'settle-decision';
      readonly decision: DecisionId;
      readonly answer: Answer;
      readonly by: SettledBy;
      readonly reason: string | null;
      /** Others that ask the very same and were shown with it. */
      readonly also?: readonly DecisionId[];
      /** An approval of the call with this text in place of its command or address. */
      readonly edited?: string;
    }
  /** Approves, and from now on for the very same call: adds the rule that `standingRule` names to POLICIES.md. */
  | { readonly kind: 'approve-always'; readonly decision: DecisionId; readonly by: SettledBy }
  | { readonly kind: 'set-dispatch'; readonly mode: DispatchMode }
  /** `line` reads as in BACKLOG.md: `Add dark mode @apps/alpha !high`. */
  | { readonly kind: 'add-task'; readonly line: string }
  | { readonly kind: 'edit-backlog'; readonly edit: BacklogEdit }
  /** In any mode; to the first free worker when none is named. */
  | { readonly kind: 'assign-task'; readonly task: TaskId; readonly worker: WorkerNumber | null }
  | { readonly kind: 'force-release'; readonly project: ProjectId }
  | DeployHumanCommand
  /** Something went wrong, seen by an edge or by a person's own `gaffer qa`; `failure` says under which fingerprint. */
  | { readonly kind: 'report-failure'; readonly failure: SeenFailure }
  /** Pin, move, rewrite or add a note of memory. */
  | { readonly kind: 'change-memory'; readonly wish: MemoryWish }
  /** A round of checks now; null for all of them. */
  | { readonly kind: 'run-checks'; readonly checks: readonly string[] | null }
  | { readonly kind: 'acknowledge-alert'; readonly subject: string; readonly by: string }
  | { readonly kind: 'snooze-alert'; readonly subject: string; readonly forMs: number; readonly by: string }
  /** To one channel, or to the route of the level. */
  | { readonly kind: 'test-alerts'; readonly channel: string | null; readonly level: AlertLevel }
  | { readonly kind: 'stop-fleet' };

/** What a worker may say, through its tools or its status file. `generation` proves which session speaks. */
export type WorkerCommand = { readonly worker: WorkerNumber; readonly generation: number } & (
  | {
      readonly kind: 'claim-project';
      readonly project: ProjectId;
      readonly door: LockDoor;
      /** Stand in line when another holds it. */
      readonly wait?: boolean;
    }
  | { readonly kind: 'release-project'; readonly door: LockDoor }
  | { readonly kind: 'log-change'; readonly text: string }
  | { readonly kind: 'meet-criterion'; readonly criterion: string; readonly evidence: string }
  | { readonly kind: 'post-question'; readonly text: string }
  /** The task is too much for its model. */
  | { readonly kind: 'cannot-do'; readonly because: string }
  /** The best ready task, or the one that it names. */
  | { readonly kind: 'take-task'; readonly task: TaskId | null }
  | { readonly kind: 'leave-note'; readonly to: WorkerNumber; readonly text: string }
);

/** What the edges report. */
export type EdgeCommand =
  | {
      readonly kind: 'boot';
      readonly workspace: string;
      readonly mode: FleetMode;
      readonly scenario: string | null;
      readonly agent: string;
      readonly hooks: boolean;
      /** Whether each session's shell stands behind a wall. */
      readonly walled?: boolean;
      readonly workers: readonly WorkerNumber[];
      readonly dispatch: DispatchMode;
    }
  | { readonly kind: 'report-warnings'; readonly warnings: readonly string[] }
  | { readonly kind: 'report-projects'; readonly projects: readonly ProjectId[] }
  | { readonly kind: 'report-backlog'; readonly tasks: readonly Task[] }
  /** The files are read: give every seat a session, with work where there is some. */
  | { readonly kind: 'start-fleet' }
  /** The lease of this very grant has passed without a sign of its holder. */
  | { readonly kind: 'lapse-lock'; readonly project: ProjectId; readonly fence: number; readonly because: string }
  /** A claim was refused: for the journal. */
  | {
      readonly kind: 'note-refusal';
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly project: ProjectId;
      readonly leaseLeftMs: number | null;
      readonly because: string;
    }
  /** A change was seen in a project that none of its holder's tools made. */
  | ({ readonly kind: 'report-touch'; readonly project: ProjectId } & Omit<Touch, 'at'>)
  | { readonly kind: 'configure-heartbeat'; readonly rules: readonly CheckRule[] }
  | { readonly kind: 'report-schedule'; readonly at: number | null }
  | ({ readonly kind: 'report-round' } & RoundReport)
  | { readonly kind: 'configure-alerts'; readonly settings: AlertSettings }
  /** Something outside of the World that a person should be told. */
  | { readonly kind: 'raise-alert'; readonly draft: AlertDraft }
  | {
      readonly kind: 'report-channel';
      readonly channel: string;
      readonly up: boolean;
      readonly because: string | null;
    }
  /** Time has passed: snoozes, escalations and long waits are looked at. */
  | { readonly kind: 'look-at-clock' }
  /** A shell command found its session behind a wall that is not that of its lock. */
  | { readonly kind: 'renew-wall'; readonly worker: WorkerNumber; readonly generation: number }
  /** Look for work for idle workers. */
  | { readonly kind: 'dispatch' }
  | DeployEdgeCommand
  | RequestDeploy
  /** What became of notes in their files. */
  | { readonly kind: 'report-memory'; readonly events: readonly MemoryEvent[] }
  /** A known failing call was about to be repeated. */
  | {
      readonly kind: 'report-lesson';
      readonly fingerprint: string;
      readonly worker: WorkerNumber;
      readonly entry: string;
      readonly outcome: 'told' | 'stopped';
    }
  /** A worker was asked to think; `answer` null while it has not said anything. */
  | {
      readonly kind: 'report-reflection';
      readonly worker: WorkerNumber;
      readonly edge: ReflectionEdge;
      readonly answer: string | null;
    }
  /** The resume triggers of a status file, as they read now. */
  | { readonly kind: 'report-triggers'; readonly worker: WorkerNumber; readonly triggers: readonly Trigger[] }
  | {
      readonly kind: 'report-file-trigger';
      readonly worker: WorkerNumber;
      readonly words: string;
      readonly because: string;
    }
  /** Fire what is due. */
  | { readonly kind: 'look-at-triggers' }
  /** Type what fired into the sessions that sit idle. */
  | { readonly kind: 'wake-workers' }
  | SessionReport
  | { readonly kind: 'report-tiers'; readonly settings: TierSettings }
  | {
      readonly kind: 'report-tier';
      readonly tier: TierName;
      readonly up: boolean;
      readonly because: string;
      readonly model: string | null;
    }
  | { readonly kind: 'report-limits'; readonly limits: Limits }
  | { readonly kind: 'report-usage'; readonly count: UsageCount }
  | {
      readonly kind: 'report-reconciled';
      readonly worker: WorkerNumber;
      readonly session: SessionId;
      readonly filled: number;
      readonly differentTokens: number;
    };

/** What is seen of one session. Reports of an older generation are dropped. */
export type SessionReport = { readonly worker: WorkerNumber; readonly generation: number } & (
  | {
      readonly kind: 'report-opened';
      readonly session: SessionId;
      readonly pid: number;
      readonly model: string | null;
      readonly cwd: string;
      readonly project: ProjectId | null;
      readonly tier: TierName | null;
      readonly hooks: boolean;
    }
  | { readonly kind: 'report-open-failed'; readonly because: string }
  | { readonly kind: 'report-exited'; readonly code: number | null; readonly signal: string | null }
  /** Each hook of the gate was seen registered. */
  | { readonly kind: 'report-guard-proven'; readonly hooks: readonly string[] }
  | { readonly kind: 'report-guard-absent'; readonly because: string }
  | { readonly kind: 'report-session-id'; readonly session: SessionId }
  | { readonly kind: 'report-signal'; readonly signal: Signal; readonly evidence: string }
  /** An edge between two calls of it, while its budget is used up. */
  | { readonly kind: 'pause-worker' }
  /** A turn that a busy model service ended is taken up again. */
  | { readonly kind: 'retry-turn' }
  /** Its turn ended because the conversation no longer fits into the window of its model. */
  | { readonly kind: 'report-overflow'; readonly because: string }
  /** The agent's turn ended; `findings` say how it left its project. */
  | { readonly kind: 'report-stop'; readonly findings: EndFindings }
  /** The end checks ran before a release. */
  | { readonly kind: 'report-checks'; readonly checks: readonly CheckResult[] }
  | {
      readonly kind: 'report-typed';
      readonly text: string;
      readonly outcome: 'submitted' | 'failed';
      readonly because: string | null;
    }
  | { readonly kind: 'record-verdict'; readonly call: ToolCall; readonly verdict: Verdict }
  | {
      readonly kind: 'ask-decision';
      readonly call: ToolCall;
      readonly because: string;
      readonly binding: string;
      readonly risk?: Risk;
      readonly lately?: readonly string[];
    }
  /** The turn has an edge at which the session can be told what the human answered. */
  | { readonly kind: 'deliver-answers' }
  /** It wanted a model above its tier and was kept from it. */
  | { readonly kind: 'report-model-refused'; readonly model: string; readonly because: string }
  /** It does the same over and over; `forGood` when it was told and goes on. */
  | { readonly kind: 'report-loop'; readonly because: string; readonly forGood: boolean }
  /** The same for mail; `prompt` is the text that the session takes at this edge. */
  | { readonly kind: 'deliver-mail'; readonly edge: string; readonly prompt: string | null }
  | { readonly kind: 'void-decision'; readonly decision: DecisionId; readonly because: string }
);
