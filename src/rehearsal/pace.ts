/** How fast the scripted model seems to think and write. */
export interface Pace {
  readonly firstDeltaMs: number;
  readonly betweenDeltasMs: number;
  readonly deltaChars: number;
}

export const PACES = {
  /** For tests: several deltas, no waiting. */
  fast: { firstDeltaMs: 0, betweenDeltasMs: 0, deltaChars: 40 },
  /** For a person who watches: about the speed of the real thing. */
  demo: { firstDeltaMs: 700, betweenDeltasMs: 45, deltaChars: 10 },
} as const satisfies Record<string, Pace>;
