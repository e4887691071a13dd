/**
 * Effects: something to do outside, as data. `respond` names them, the hands in `compose` carry them out after the
 * events that led to them are on disk, and report the outcome as a command. Replay never runs one.
 */

import type { Alert } from './alerts/alert.ts';
import type { SeenFailure } from './failures/events.ts';
import type { Noticed } from './failures/noticed.ts';
import type { DecisionId, ProjectId, SessionId, TaskId, TierName, WorkerNumber } from './ids.ts';
import type { MemoryWish } from './memory/events.ts';
import type { Answer } from './policies/decision.ts';
import type { BacklogEdit } from './tasks/edit.ts';

export type Effect =
  | {
      readonly kind: 'open-session';
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly resume: SessionId | null;
      readonly project: ProjectId | null;
      readonly tier: TierName | null;
      readonly notBefore: number | null;
    }
  | { readonly kind: 'close-session'; readonly worker: WorkerNumber; readonly generation: number }
  /** End what the session's shell has started: it may not outlive the lock. */
  | { readonly kind: 'stop-shells'; readonly worker: WorkerNumber; readonly generation: number }
  | {
      readonly kind: 'type-prompt';
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly text: string;
      readonly purpose: 'task' | 'human' | 'wake';
    }
  /** Give the held tool call its answer. */
  | {
      readonly kind: 'answer-call';
      readonly decision: DecisionId;
      readonly answer: Answer;
      readonly reason: string | null;
      /** To be run in place of what was asked for. */
      readonly input?: unknown;
    }
  /** Add a bullet to the standing decisions of POLICIES.md. */
  | { readonly kind: 'write-rule'; readonly line: string }
  /** The asker is gone: drop what is held for it. */
  | { readonly kind: 'drop-call'; readonly decision: DecisionId }
  /** Make WORKERn.md true. */
  | { readonly kind: 'write-status'; readonly worker: WorkerNumber }
  | { readonly kind: 'tick-task'; readonly task: TaskId }
  | { readonly kind: 'add-task'; readonly line: string }
  | { readonly kind: 'tick-criterion'; readonly task: TaskId; readonly criterion: string }
  | {
      readonly kind: 'write-change';
      readonly worker: WorkerNumber;
      readonly project: ProjectId | null;
      readonly task: TaskId | null;
      readonly text: string;
      readonly at: number;
    }
  /** A person approved what a worker asked for. */
  | { readonly kind: 'start-deploy'; readonly pipeline: string; readonly environment: string; readonly by: string }
  | { readonly kind: 'change-memory'; readonly wish: MemoryWish }
  /** Keep what a task taught: closing words, answers of the human. */
  | { readonly kind: 'harvest-task'; readonly task: TaskId; readonly worker: WorkerNumber }
  /** Put what was noticed into words, and report it as a failure. */
  | { readonly kind: 'note-failure'; readonly noticed: Noticed }
  /** Write it into FAILURES.md, or one more time under its entry. */
  | { readonly kind: 'write-failure'; readonly failure: SeenFailure; readonly at: number }
  | { readonly kind: 'run-checks'; readonly round: number; readonly checks: readonly string[] | null }
  /** Put it into the outbox; `seq` is that of its event. */
  | { readonly kind: 'send-alert'; readonly alert: Alert; readonly seq: number }
  | { readonly kind: 'withdraw-alert'; readonly key: string }
  | { readonly kind: 'look-for-work' }
  | { readonly kind: 'edit-backlog'; readonly edit: BacklogEdit }
  | { readonly kind: 'look-at-triggers' }
  | { readonly kind: 'wake-workers' }
  | { readonly kind: 'end-supervisor' };
