/** The heartbeat's light and the checks behind it. `errored` says that the check broke, and nothing of its subject. */
export type CheckReading = 'pass' | 'warn' | 'fail' | 'errored';

export interface CheckState {
  readonly name: string;
  readonly reading: CheckReading;
  readonly evidence: string;
  readonly at: number;
}

export interface Health {
  readonly lastRoundAt: number | null;
  readonly checks: Readonly<Record<string, CheckState>>;
}
