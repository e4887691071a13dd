/**
 * How much a note is worth keeping near, as a sum of named parts: whoever asks why a note lies where it lies is shown
 * exactly what was added up. The same note at the same time always gives the same score.
 */
import type { MemoryItem, MemorySourceKind } from './item.ts';

export interface ScorePart {
  readonly what: string;
  readonly points: number;
}

export interface Score {
  readonly total: number;
  readonly parts: readonly ScorePart[];
}

/** What the score depends on beside the note itself. */
export interface ScoreFacts {
  readonly now: number;
  /** When each project was last worked in, where that is known (ms since the epoch). */
  readonly activeAt: ReadonlyMap<string, number>;
}

export type Scored = Pick<
  MemoryItem,
  'source' | 'createdAt' | 'usedAt' | 'uses' | 'pinned' | 'project' | 'supersededBy'
>;

export const DAY_MS = 24 * 3_600_000;

const SOURCE_POINTS: Readonly<Record<MemorySourceKind, number>> = {
  person: 25,
  decision: 20,
  worker: 12,
  harvest: 6,
  // The archive of changes is found by search; only use brings one of them nearer.
  change: -30,
};
const SOURCE_WORDS: Readonly<Record<MemorySourceKind, string>> = {
  person: 'a person wrote it',
  decision: 'the human decided it',
  worker: 'a worker wanted it kept',
  harvest: 'taken from closing words',
  change: 'an entry of the changelog',
};
const FRESH_POINTS = 30;
const FRESH_HALF_LIFE_DAYS = 14;
const USE_POINTS = 8;
const MOST_USE_POINTS = 32;
const PINNED_POINTS = 100;
const SUPERSEDED_POINTS = -60;
const ACTIVE_POINTS = 8;
/** A project that nobody worked in for a month is asleep. */
const ACTIVE_DAYS = 30;

export const scoreOf = (item: Scored, { now, activeAt }: ScoreFacts): Score => {
  const freshAt = Math.max(item.createdAt, item.usedAt ?? 0);
  const days = Math.max(0, now - freshAt) / DAY_MS;
  const active = item.project === null ? undefined : activeAt.get(item.project);
  const parts: readonly ScorePart[] = [
    { what: SOURCE_WORDS[item.source.kind], points: SOURCE_POINTS[item.source.kind] },
    {
      what: `${item.usedAt !== null && freshAt === item.usedAt ? 'used' : 'written'} ${daysText(days)}`,
      points: FRESH_POINTS * 0.5 ** (days / FRESH_HALF_LIFE_DAYS),
    },
    {
      what: `used ${item.uses} ${item.uses === 1 ? 'time' : 'times'}`,
      points: Math.min(MOST_USE_POINTS, USE_POINTS * Math.log2(1 + item.uses)),
    },
    {
      what: `${item.project} is being worked in`,
      points: active !== undefined && now - active < ACTIVE_DAYS * DAY_MS ? ACTIVE_POINTS : 0,
    },
    { what: 'a person pinned it', points: item.pinned ? PINNED_POINTS : 0 },
    { what: `${item.supersededBy} takes its place`, points: item.supersededBy === null ? 0 : SUPERSEDED_POINTS },
  ]
    .map(({ what, points }) => ({ what, points: Math.round(points * 10) / 10 }))
    .filter(({ points }) => points !== 0);
  return { total: Math.round(parts.reduce((sum, { points }) => sum + points, 0) * 10) / 10, parts };
};

const daysText = (days: number): string => (days < 1 ? 'today' : `${Math.floor(days)} d ago`);
