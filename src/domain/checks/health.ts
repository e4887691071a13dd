/** The heartbeat's light and the checks behind it. `errored` says that the check broke, and nothing of its subject. */
export type CheckReading = 'pass' | 'warn' | 'fail' | 'errored';

/** How much a finding matters to a person. */
export type AlertLevel = 'info' | 'warn' | 'alarm';

/** What was learnt of one check over its rounds. */
export interface CheckState {
  readonly name: string;
  /** The newest reading as it came, with its evidence. */
  readonly reading: CheckReading;
  readonly evidence: string;
  readonly fix: string | null;
  /** What is bad in it, sorted. */
  readonly subjects: readonly string[];
  /** Of the newest reading. */
  readonly at: number;
  /** Readings of the same kind in a row, and readings other than `pass` in a row. */
  readonly streak: number;
  readonly badStreak: number;
  /** One letter for each of the newest readings, oldest first: `p`, `w`, `f`, `e`. */
  readonly recent: string;
  /** What the check is held to say, after its counts; null before it was first judged. */
  readonly believed: CheckReading | null;
  readonly believedSince: number;
  /** The subjects that stood when it was last judged. */
  readonly believedSubjects: readonly string[];
  /** It turned too often: it is told once, and not at every turn. */
  readonly flapping: boolean;
  /** The check that it needs and that is down, so that it was not looked at; null when it was. */
  readonly hiddenBy: string | null;
}

/** How a check is judged; from gaffer.yaml, and in the World so that judging is pure. */
export interface CheckRule {
  readonly name: string;
  readonly failAfter: number;
  readonly recoverAfter: number;
  /** So many turns within the newest readings are flapping. */
  readonly flapTurns: number;
  readonly needs: readonly string[];
  /** Of its failure. */
  readonly level: AlertLevel;
}

export interface Health {
  readonly lastRoundAt: number | null;
  /** When the next round is due; null while none is scheduled. */
  readonly nextRoundAt: number | null;
  /** Rounds that a person asked for, counted. */
  readonly lastAsked: number;
  /** Those that are not done yet. */
  readonly asked: readonly number[];
  /** By check name, as configured. */
  readonly rules: Readonly<Record<string, CheckRule>>;
  readonly checks: Readonly<Record<string, CheckState>>;
}

export const emptyHealth: Health = {
  lastRoundAt: null,
  nextRoundAt: null,
  lastAsked: 0,
  asked: [],
  rules: {},
  checks: {},
};
