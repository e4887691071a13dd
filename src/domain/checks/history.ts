/** The history of checks as a report gives it. */
import type { CheckReading } from './health.ts';

export interface Reading {
  readonly at: number;
  readonly reading: CheckReading;
  readonly ms: number;
  readonly evidence: string;
  readonly figures: Readonly<Record<string, number>>;
}

export interface CheckHistory {
  readonly check: string;
  /** Newest last. */
  readonly readings: readonly Reading[];
}
