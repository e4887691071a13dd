/** One line of the activity feed. */
export interface Notice {
  readonly seq: number;
  readonly at: number;
  readonly level: 'info' | 'warn' | 'alarm';
  /** May hold worker text: shown with its control characters made visible. */
  readonly text: string;
}
