/**
 * The failures by fingerprint, as people ask for them: what FAILURES.md says of each kind, and what the World counted. An
 * entry that a person wrote has no fingerprint and goes by its id.
 */
import type { Failure, FailureRecord } from './failure.ts';

export interface FailureKind {
  /** The fingerprint; `F7` for an entry without one. */
  readonly key: string;
  /** Null when the entry is gone from FAILURES.md. */
  readonly entry: Failure | null;
  /** Null when nothing was counted: the entry is older than the journal, or a person's. */
  readonly record: FailureRecord | null;
  readonly title: string;
  readonly lesson: string;
  readonly count: number;
  /** When it was seen last (ms since the epoch); null when only the entry tells of it. */
  readonly lastAt: number | null;
  readonly trend: Trend;
  /** How often a worker was told before a repeat, and how often a repeat was refused. */
  readonly told: number;
  readonly stopped: number;
}

const TRENDS = ['rising', 'steady', 'falling', 'quiet'] as const;
export type Trend = (typeof TRENDS)[number];

/** Those seen last come first; what only FAILURES.md knows comes after them, the newest entry first. */
export const failureKinds = (
  entries: readonly Failure[],
  records: Readonly<Record<string, FailureRecord>>,
  now: number,
): readonly FailureKind[] => {
  const recordOf = ({ fingerprint, id }: Failure): FailureRecord | null =>
    records[fingerprint === '' ? id : fingerprint] ?? null;
  const written = new Set(entries.map(({ fingerprint, id }) => (fingerprint === '' ? id : fingerprint)));
  return [
    ...entries.map((entry) => kindOf(entry, recordOf(entry), now)),
    ...Object.values(records)
      .filter(({ fingerprint }) => !written.has(fingerprint))
      .map((record) => kindOf(null, record, now)),
  ].toSorted((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0) || numberOf(b) - numberOf(a));
};

/** By fingerprint, or by the id of its entry in any letters. */
export const findKind = (kinds: readonly FailureKind[], wanted: string): FailureKind | null =>
  kinds.find(({ key, entry }) => key === wanted || entry?.id.toLowerCase() === wanted.toLowerCase()) ?? null;

const WEEK_MS = 7 * 24 * 3_600_000;

/** This week against the week before. */
export const trendOf = ({ times }: Pick<FailureRecord, 'times'>, now: number): Trend => {
  const recent = times.filter((at) => at > now - WEEK_MS).length;
  const before = times.filter((at) => at <= now - WEEK_MS && at > now - 2 * WEEK_MS).length;
  return recent > before ? 'rising' : recent < before ? 'falling' : recent === 0 ? 'quiet' : 'steady';
};

const kindOf = (entry: Failure | null, record: FailureRecord | null, now: number): FailureKind => ({
  key: record?.fingerprint ?? (entry === null || entry.fingerprint === '' ? (entry?.id ?? '') : entry.fingerprint),
  entry,
  record,
  title: entry?.title ?? record?.title ?? '',
  lesson: (entry === null ? '' : entry.prevent === '' ? entry.fix : entry.prevent) || (record?.lesson ?? ''),
  count: Math.max(entry?.seen.length ?? 0, record?.count ?? 0),
  lastAt: record?.lastAt ?? null,
  trend: trendOf(record ?? { times: [] }, now),
  told: record?.told ?? 0,
  stopped: record?.stopped ?? 0,
});

const numberOf = ({ entry }: FailureKind): number => Number(entry?.id.slice(1) ?? 0);
