/** An entry of FAILURES.md: what went wrong, why, and how it is not done again. */
export interface Failure {
  /** `F7` */
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** Words, or `deny` with a rule: `deny Bash(npm publish *) - CI publishes`. */
  readonly prevent: string;
  /** The tool call that failed: `Bash: npm publish`; empty where no one call did. */
  readonly call: string;
  /** What groups its recurrences; empty for an entry that a person wrote. */
  readonly fingerprint: string;
  /** One line per time that it was seen, oldest first: date, worker, project, task. */
  readonly seen: readonly string[];
  /** Line of its heading, from 1. */
  readonly line: number;
}

/** Where a failure was noticed. */
const FAILURE_SOURCES = ['logged', 'check', 'refused', 'crash', 'call', 'gate', 'deploy'] as const;
export type FailureSource = (typeof FAILURE_SOURCES)[number];

/** What the World keeps of one fingerprint; its words are in FAILURES.md. */
export interface FailureRecord {
  readonly fingerprint: string;
  readonly title: string;
  readonly source: FailureSource;
  readonly call: string;
  /** What to do about it, in one line. */
  readonly lesson: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** The newest times, oldest first: its trend. */
  readonly times: readonly number[];
  readonly projects: readonly string[];
  /** How often a worker was told the lesson before it could happen again. */
  readonly told: number;
  /** How often a call was refused for it. */
  readonly stopped: number;
  /** The rule that was proposed for it, and by which decision. */
  readonly proposal: { readonly decision: string; readonly line: string } | null;
}
