/** Rows of the heartbeat page and of `gaffer heartbeat`: each check with what is believed of it, its newest readings and its alert. */
import type { OpenAlert } from '../domain/alerts/alert.ts';
import { isSnoozed } from '../domain/alerts/consider.ts';
import type { CheckReading, CheckState } from '../domain/checks/health.ts';
import type { World } from '../domain/world.ts';
import { ageText, clockText } from './selectors-figures.ts';
import { matches } from './selectors-workers.ts';

export interface CheckRow {
  readonly name: string;
  /** What it is held to say; null before its first round. */
  readonly believed: CheckReading | null;
  readonly evidence: string;
  readonly fix: string | null;
  readonly age: string;
  /** `▁▁▁█`: its newest readings, oldest first. */
  readonly spark: string;
  /** Words besides its reading: flapping, hidden, acknowledged, snoozed, not yet believed. */
  readonly notes: readonly string[];
}

const RANK: Readonly<Record<CheckReading, number>> = { fail: 0, errored: 1, warn: 2, pass: 3 };

/** Worst first; what was never looked at comes last. */
export const checkRows = (world: World, now: number, filter = ''): readonly CheckRow[] =>
  Object.keys(world.health.rules)
    .map((name) => checkRow(world, name, now))
    .filter(({ name, evidence }) => matches(filter, [name, evidence]))
    .toSorted((one, other) => rankOf(one) - rankOf(other) || one.name.localeCompare(other.name));

const rankOf = ({ believed }: CheckRow): number => (believed === null ? 4 : RANK[believed]);

const checkRow = (world: World, name: string, now: number): CheckRow => {
  const state = world.health.checks[name];
  if (state === undefined)
    return { name, believed: null, evidence: 'not looked at yet', fix: null, age: '', spark: '', notes: [] };
  return {
    name,
    believed: state.believed ?? state.reading,
    evidence: state.evidence,
    fix: state.fix,
    age: ageText(state.at, now),
    spark: sparkline(state.recent),
    notes: [...stateNotes(state, world), ...alertNotes(world.alerts.open[`check:${name}`], now)],
  };
};

/** Low is good. A reading that could not be had is no height at all. */
const HEIGHTS: Readonly<Record<string, string>> = { p: '▁', w: '▄', f: '█', e: '?' };

export const sparkline = (recent: string): string => [...recent].map((letter) => HEIGHTS[letter] ?? ' ').join('');

const stateNotes = (state: CheckState, world: World): readonly string[] => {
  const rule = world.health.rules[state.name];
  const isCounting = state.believed !== null && state.reading !== state.believed && rule !== undefined;
  const needed = state.reading === 'pass' ? rule?.recoverAfter : rule?.failAfter;
  return [
    ...(state.hiddenBy === null ? [] : [`not looked at: ${state.hiddenBy} is down`]),
    ...(state.flapping ? ['turns to and fro'] : []),
    ...(isCounting ? [`${state.reading} ${state.streak} of ${needed}`] : []),
  ];
};

const alertNotes = (open: OpenAlert | undefined, now: number): readonly string[] => {
  if (open === undefined) return [];
  return [
    ...(open.acknowledged === null ? [] : [`acknowledged by ${open.acknowledged.by}`]),
    ...(open.snoozed !== null && isSnoozed(open, now) ? [`snoozed until ${clockText(open.snoozed.until)}`] : []),
    ...(open.heldUntil !== null && open.heldUntil > now ? [`told at ${clockText(open.heldUntil)}`] : []),
    ...(open.escalated ? ['escalated'] : []),
  ];
};

/** `12:00`; empty while no round is scheduled. */
export const nextRoundText = ({ health }: World): string =>
  health.nextRoundAt === null ? '' : clockText(health.nextRoundAt);
