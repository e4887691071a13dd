/**
 * A round of checks as the journal holds it: only what a check said anew stands in it; a check that ran and is not named
 * said the same again. So a calm round costs a line.
 */
import type { CheckReading, CheckRule } from './health.ts';

export type RoundReason = 'start' | 'scheduled' | 'asked' | 'caught-up';

export interface RoundRan {
  readonly kind: 'round.ran';
  readonly reason: RoundReason;
  /** The number under which a person asked for it. */
  readonly round: number | null;
  readonly startedAt: number;
  readonly ms: number;
  readonly nextAt: number | null;
  /** Rounds that were due before and did not run: asleep, or not started. */
  readonly missed: number;
  /** Null for all that there are. */
  readonly ran: readonly string[] | null;
  /** Checks that were not looked at, with the one that they need and that is down. */
  readonly hidden: Readonly<Record<string, string>>;
  readonly news: readonly CheckNews[];
}

export interface CheckNews {
  readonly name: string;
  readonly reading: CheckReading;
  readonly evidence: string;
  readonly fix: string | null;
  readonly subjects: readonly string[];
}

export type RoundEvent =
  | { readonly kind: 'heartbeat.configured'; readonly rules: readonly CheckRule[] }
  | { readonly kind: 'round.scheduled'; readonly at: number | null }
  | { readonly kind: 'round.asked'; readonly round: number; readonly checks: readonly string[] | null }
  | RoundRan
  /** From now on the check is held to say this. */
  | {
      readonly kind: 'check.changed';
      readonly name: string;
      readonly from: CheckReading | null;
      readonly to: CheckReading;
      readonly flapping: boolean;
      readonly evidence: string;
      readonly fix: string | null;
      readonly subjects: readonly string[];
    };
