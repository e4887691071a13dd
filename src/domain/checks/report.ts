/** What the jobs report of a round. */
import type { Finding } from './finding.ts';
import type { RoundReason } from './round.ts';

export type CheckReport =
  | { readonly name: string; readonly finding: Finding; readonly ms: number }
  /** Not looked at, because the check that it needs is down. */
  | { readonly name: string; readonly hiddenBy: string };

export interface RoundReport {
  readonly reason: RoundReason;
  readonly round: number | null;
  readonly startedAt: number;
  readonly ms: number;
  readonly nextAt: number | null;
  readonly missed: number;
  readonly reports: readonly CheckReport[];
}
