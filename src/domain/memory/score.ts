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

export const scoreOf = (item: Scored, facts: ScoreFacts): Score => {
  const freshAt = freshOf(item);
  const fresh = item.usedAt !== null && freshAt === item.usedAt ? 'used' : 'written';
  const words = [
    SOURCE_WORDS[item.source.kind],
    `${fresh} ${daysText(daysSince(freshAt, facts.now))}`,
    `used ${item.uses} ${item.uses === 1 ? 'time' : 'times'}`,
    `${item.project} is being worked in`,
    'a person pinned it',
    `${item.supersededBy} takes its place`,
  ];
  const parts = pointsOf(item, facts)
    .map((points, at) => ({ what: words[at] ?? '', points }))
    .filter(({ points }) => points !== 0);
  return { total: totalOf(item, facts), parts };
};

/** The sum alone, for those who ask it of thousands. */
export const totalOf = (item: Scored, facts: ScoreFacts): number =>
  tenth(pointsOf(item, facts).reduce((sum, points) => sum + points, 0));

/** One for each line that `scoreOf` writes. */
const pointsOf = (item: Scored, { now, activeAt }: ScoreFacts): readonly number[] => {
  const active = item.project === null ? undefined : activeAt.get(item.project);
  return [
    SOURCE_POINTS[item.source.kind],
    tenth(FRESH_POINTS * 0.5 ** (daysSince(freshOf(item), now) / FRESH_HALF_LIFE_DAYS)),
    tenth(Math.min(MOST_USE_POINTS, USE_POINTS * Math.log2(1 + item.uses))),
    active !== undefined && now - active < ACTIVE_DAYS * DAY_MS ? ACTIVE_POINTS : 0,
    item.pinned ? PINNED_POINTS : 0,
    item.supersededBy === null ? 0 : SUPERSEDED_POINTS,
  ];
};

const freshOf = ({ createdAt, usedAt }: Scored): number => Math.max(createdAt, usedAt ?? 0);
const daysSince = (at: number, now: number): number => Math.max(0, now - at) / DAY_MS;
const tenth = (points: number): number => Math.round(points * 10) / 10;

const daysText = (days: number): string => (days < 1 ? 'today' : `${Math.floor(days)} d ago`);
