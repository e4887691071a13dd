/**
 * Events: something is now true, in the past tense. The journal holds them in order and is the truth; `evolve` folds
 * them into the World. A field is never renamed or reused: old journals must replay.
 */
import type { AlertEvent } from './alerts/events.ts';
import type { RoundEvent } from './checks/round.ts';
import type { FailureEvent } from './failures/events.ts';
import type { FleetEvent } from './fleet/events.ts';
import type { LockEvent } from './locks/events.ts';
import type { MailEvent } from './mail/events.ts';
import type { MemoryEvent } from './memory/events.ts';
import type { PipelineEvent } from './pipelines/events.ts';
import type { PolicyEvent } from './policies/events.ts';
import type { TaskEvent } from './tasks/events.ts';
import type { TierEvent, UsageEvent } from './tiers/events.ts';
import type { SessionEvent } from './workers/events.ts';

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
