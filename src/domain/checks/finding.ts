/** What one check found: a reading with its evidence, and how to mend it. A check that covers several things has a part for each. */
import type { CheckReading } from './health.ts';

export interface Finding {
  readonly reading: CheckReading;
  /** One line. May hold text of the outside: shown with its control characters made visible. */
  readonly evidence: string;
  /** What a person can do, in one line; null when there is nothing to do. */
  readonly fix: string | null;
  /** What of the check is bad, sorted: two findings with the same list are the same trouble. */
  readonly subjects: readonly string[];
  /** Numbers worth a curve, by name: `free_bytes`. */
  readonly figures: Readonly<Record<string, number>>;
}

/** One thing that a check covers: a backup source, a container, a mount. */
export interface Part {
  readonly subject: string;
  readonly reading: CheckReading;
  readonly evidence: string;
  readonly fix?: string | null;
}

/** Long enough for a sentence, short enough for a line of a phone. */
const EVIDENCE_CHARS = 400;
/** More bad parts than this are counted, not named. */
const NAMED_PARTS = 4;

export const finding = (
  reading: CheckReading,
  evidence: string,
  { fix = null, subjects = [], figures = {} }: Partial<Omit<Finding, 'reading' | 'evidence'>> = {},
): Finding => ({ reading, evidence: clip(evidence), fix, subjects: subjects.toSorted(), figures });

/** The check broke: it says nothing of its subject. */
export const errored = (evidence: string, fix: string | null = null): Finding => finding('errored', evidence, { fix });

const BADNESS: Readonly<Record<CheckReading, number>> = { pass: 0, warn: 1, errored: 2, fail: 3 };

const worse = (one: CheckReading, other: CheckReading): CheckReading => (BADNESS[one] >= BADNESS[other] ? one : other);

/** All parts as one finding: the worst reading, and the evidence of the bad parts; of the good ones when all are. */
export const together = (parts: readonly Part[], figures: Readonly<Record<string, number>> = {}): Finding => {
  const reading = parts.map((part) => part.reading).reduce(worse, 'pass');
  const bad = parts
    .filter((part) => part.reading !== 'pass')
    .toSorted((one, other) => BADNESS[other.reading] - BADNESS[one.reading]);
  const told = bad.length > 0 ? bad : parts;
  const more = told.length - NAMED_PARTS;
  return finding(
    reading,
    [...told.slice(0, NAMED_PARTS).map((part) => part.evidence), ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
    {
      fix: bad.find((part) => part.fix !== undefined && part.fix !== null)?.fix ?? null,
      subjects: [...new Set(bad.map((part) => part.subject))],
      figures,
    },
  );
};

const clip = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= EVIDENCE_CHARS ? line : `${line.slice(0, EVIDENCE_CHARS - 1)}…`;
};
