/** What the smaller panes show: health and its warnings, the activity feed, and which ages are on screen. */
import type { CheckReading } from '../domain/checks/health.ts';
import type { Notice } from '../domain/fleet/notice.ts';
import { waitingDecisions } from '../domain/policies/decision.ts';
import type { World } from '../domain/world.ts';
import { ageText, clockText } from './selectors-figures.ts';
import { workersInOrder } from './selectors-workers.ts';

export interface HealthRow {
  readonly reading: CheckReading;
  readonly name: string;
  readonly evidence: string;
  readonly age: string;
}

export interface HealthView {
  readonly warnings: readonly string[];
  /** Worst first. */
  readonly checks: readonly HealthRow[];
  readonly lastRound: string | null;
}

export const healthView = (world: World, now: number): HealthView => ({
  warnings: world.fleet.warnings,
  checks: Object.values(world.health.checks)
    .map(({ believed, reading, name, evidence, at, hiddenBy }) => ({
      reading: believed ?? reading,
      name,
      evidence: hiddenBy === null ? evidence : `not looked at, since ${hiddenBy} is down`,
      age: ageText(at, now),
    }))
    .toSorted((one, other) => RANK[one.reading] - RANK[other.reading] || one.name.localeCompare(other.name)),
  lastRound: world.health.lastRoundAt === null ? null : ageText(world.health.lastRoundAt, now),
});

const RANK: Readonly<Record<CheckReading, number>> = { fail: 0, errored: 1, warn: 2, pass: 3 };

export interface ActivityItem {
  readonly at: string;
  readonly level: Notice['level'];
  readonly text: string;
}

/** Newest first. */
export const activityItems = (world: World, count: number): readonly ActivityItem[] =>
  world.notices
    .slice(-count)
    .toReversed()
    .map(({ at, level, text }) => ({ at: clockText(at), level, text }));

/** The moments whose ages are on screen: the clock that redraws them sleeps for as long as none of them reads anew. */
export const shownSince = (world: World): readonly number[] => [
  ...workersInOrder(world).map((worker) => worker.state.since),
  ...waitingDecisions(world).map((decision) => decision.askedAt),
];
