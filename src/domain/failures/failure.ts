/** An entry of FAILURES.md: what went wrong, why, and how it is not done again. */
export interface Failure {
  /** `F7` */
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly prevent: string;
  /** One line per time that it was seen, oldest first: date, worker, project, task. */
  readonly seen: readonly string[];
  /** Line of its heading, from 1. */
  readonly line: number;
}
