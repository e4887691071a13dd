/**
 * The World is what all events add up to: plain readonly records keyed by id, so that it can be frozen, compared and
 * written as JSON. Screens and bytes of a pseudo-terminal are never in it.
 */

import { type AlertBook, emptyBook } from './alerts/alert.ts';
import { emptyHealth, type Health } from './checks/health.ts';
import type { FailureRecord } from './failures/failure.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Notice } from './fleet/notice.ts';
import type { ProjectId, TaskId } from './ids.ts';
import type { LapsedLock, Lock, LockWait } from './locks/lock.ts';
import type { LastRefusal } from './locks/refusal.ts';
import type { Touch } from './locks/touch.ts';
import type { Mail } from './mail/mail.ts';
import { type MemoryCounts, noMemory } from './memory/events.ts';
import type { Hold, Run, Target } from './pipelines/run.ts';
import type { Decision } from './policies/decision.ts';
import type { VerdictOutcome } from './policies/verdict.ts';
import type { Task, TaskRecord } from './tasks/task.ts';
import { type Limits, noLimits } from './tiers/limits.ts';
import { noSpend, type Spend } from './tiers/spend.ts';
import { type BudgetState, noTiers, type Passes, type Route, type Tiers } from './tiers/tiers.ts';
import type { TierUsage } from './tiers/usage.ts';
import type { ArmedTrigger } from './triggers/trigger.ts';
import type { Worker } from './workers/worker.ts';

export interface World {
  /** Sequence number of the last event that is in it; 0 for the empty world. */
  readonly seq: number;
  readonly fleet: Fleet;
  /** By worker number. */
  readonly workers: Readonly<Record<string, Worker>>;
  /** Known projects, by id, in the order of the workspace. */
  readonly projects: readonly ProjectId[];
  /** BACKLOG.md as last read, by task id. */
  readonly tasks: Readonly<Record<string, Task>>;
  /** When each open task was first read (ms since the epoch), by task id. */
  readonly seenAt: Readonly<Record<string, number>>;
  /** What became of tasks, by task id. */
  readonly records: Readonly<Record<string, TaskRecord>>;
  /** By project id. */
  readonly locks: Readonly<Record<string, Lock>>;
  readonly lastFence: number;
  /** Who waits for a project that another holds, the first first; one place for each worker. */
  readonly lockWaits: readonly LockWait[];
  /** By worker number: what it lost to the end of its lease, until its next grant. */
  readonly lapsedLocks: Readonly<Record<string, LapsedLock>>;
  /** By worker number: the claim of it that was refused last, until its next grant. Absent before there was any. */
  readonly refusals?: Readonly<Record<string, LastRefusal>>;
  /** By project id: the newest change by somebody who did not hold it. Absent before there were any. */
  readonly touches?: Readonly<Record<string, Touch>>;
  /** By decision id; settled ones are kept until the newest hundred push them out. */
  readonly decisions: Readonly<Record<string, Decision>>;
  readonly lastDecision: number;
  readonly verdicts: Readonly<Record<VerdictOutcome, number>>;
  /** By tier name; of the day that `spend` names. */
  readonly usage: Readonly<Record<string, TierUsage>>;
  readonly spend: Spend;
  readonly tiers: Tiers;
  /** By task id: the tier of each task that was begun and is not done. */
  readonly routes: Readonly<Record<string, Route>>;
  /** By kind of task. */
  readonly passes: Passes;
  /** By budget id: those that were reached, or that a person spoke about. */
  readonly budgets: Readonly<Record<string, BudgetState>>;
  readonly limits: Limits;
  readonly health: Health;
  /** By run id; ended ones are kept until the newest thirty push them out. */
  readonly runs: Readonly<Record<string, Run>>;
  readonly lastRun: number;
  /** By project id: what a run ships, and no worker edits meanwhile. */
  readonly holds: Readonly<Record<string, Hold>>;
  /** By name of the target. */
  readonly targets: Readonly<Record<string, Target>>;
  readonly memory: MemoryCounts;
  /** By fingerprint; the words are in FAILURES.md. */
  readonly failures: Readonly<Record<string, FailureRecord>>;
  /** By worker number: what it wants to be woken for. */
  readonly triggers: Readonly<Record<string, readonly ArmedTrigger[]>>;
  /** What waits to be told to a worker, oldest first. */
  readonly mail: readonly Mail[];
  readonly lastMail: number;
  /** By worker number: when it left its notes of the last hour. */
  readonly notesAt: Readonly<Record<string, readonly number[]>>;
  /** By worker number: the best task when it was last told that it may pick one. */
  readonly invitations: Readonly<Record<string, TaskId>>;
  readonly alerts: AlertBook;
  /** Newest last, bounded. */
  readonly notices: readonly Notice[];
}

/** Before the first event. */
export const emptyWorld: World = {
  seq: 0,
  fleet: {
    workspace: '',
    mode: 'live',
    dispatch: 'auto',
    state: 'stopped',
    startedAt: 0,
    scenario: null,
    hooks: true,
    agent: null,
    warnings: [],
  },
  workers: {},
  projects: [],
  tasks: {},
  seenAt: {},
  records: {},
  locks: {},
  lastFence: 0,
  lockWaits: [],
  lapsedLocks: {},
  decisions: {},
  lastDecision: 0,
  verdicts: { allow: 0, deny: 0, ask: 0 },
  usage: {},
  memory: noMemory,
  failures: {},
  spend: noSpend,
  tiers: noTiers,
  routes: {},
  passes: {},
  budgets: {},
  limits: noLimits,
  runs: {},
  lastRun: 0,
  holds: {},
  targets: {},
  triggers: {},
  mail: [],
  lastMail: 0,
  notesAt: {},
  invitations: {},
  health: emptyHealth,
  alerts: emptyBook,
  notices: [],
};
