/**
 * The state machine that keeps the heartbeat from crying wolf: a reading is counted, and believed only after as many of
 * its kind as the rule says. A check that turns too often is flapping until it has calmed down. Pure and without a clock:
 * it counts rounds, so a clock set back changes nothing.
 */
import type { Finding } from './finding.ts';
import type { AlertLevel, CheckReading, CheckRule, CheckState } from './health.ts';

/** As many as a line of the page shows, and as flapping looks back on. */
const RECENT_READINGS = 24;

export const DEFAULT_RULE: Omit<CheckRule, 'name'> = {
  failAfter: 1,
  recoverAfter: 1,
  flapTurns: 6,
  needs: [],
  level: 'alarm',
};

/** What a judgement changes. */
export interface Judgement {
  readonly to: CheckReading;
  readonly flapping: boolean;
  readonly subjects: readonly string[];
}

const LETTERS: Readonly<Record<CheckReading, string>> = { pass: 'p', warn: 'w', fail: 'f', errored: 'e' };

/** The state after one more reading; believed is as it was. */
export const count = (
  state: CheckState | null,
  name: string,
  { reading, evidence, fix, subjects }: Pick<Finding, 'reading' | 'evidence' | 'fix' | 'subjects'>,
  at: number,
): CheckState => ({
  name,
  reading,
  evidence,
  fix,
  subjects,
  at,
  streak: state?.reading === reading ? state.streak + 1 : 1,
  badStreak: reading === 'pass' ? 0 : (state?.badStreak ?? 0) + 1,
  recent: `${state?.recent ?? ''}${LETTERS[reading]}`.slice(-RECENT_READINGS),
  believed: state?.believed ?? null,
  believedSince: state?.believedSince ?? at,
  believedSubjects: state?.believedSubjects ?? [],
  flapping: state?.flapping ?? false,
  hiddenBy: null,
});

/** What is to be believed of a counted state from now on; null when that is what was believed before. */
export const judge = (state: CheckState, rule: CheckRule): Judgement | null => {
  const flapping = isFlapping(state, rule);
  const to = believable(state, rule);
  const subjects = to === 'pass' ? [] : to === state.reading ? state.subjects : state.believedSubjects;
  return to === state.believed && flapping === state.flapping && same(subjects, state.believedSubjects)
    ? null
    : { to, flapping, subjects };
};

/** The state with a judgement in force. */
export const believe = (state: CheckState, { to, flapping, subjects }: Judgement, at: number): CheckState => ({
  ...state,
  believed: to,
  believedSince: to === state.believed ? state.believedSince : at,
  believedSubjects: subjects,
  flapping,
});

/** Of what a check is held to say; null when it is nothing to tell. */
export const levelOf = (reading: CheckReading, rule: Pick<CheckRule, 'level'>): AlertLevel | null => {
  switch (reading) {
    case 'pass':
      return null;
    case 'fail':
      return rule.level;
    default:
      return rule.level === 'info' ? 'info' : 'warn';
  }
};

const believable = ({ reading, believed, streak, badStreak }: CheckState, rule: CheckRule): CheckReading => {
  if (reading === believed) return reading;
  if (reading === 'pass') return believed === null || streak >= rule.recoverAfter ? 'pass' : believed;
  // Before it was ever judged, nothing is known to be good: it stays so until it has failed often enough.
  if (believed === null || believed === 'pass') return badStreak >= rule.failAfter ? reading : 'pass';
  // From one trouble to another: worse as quickly as from good, milder as slowly as to good.
  const needed = reading === 'fail' || believed === 'warn' ? rule.failAfter : rule.recoverAfter;
  return streak >= needed ? reading : believed;
};

const isFlapping = ({ recent, flapping }: CheckState, { flapTurns }: CheckRule): boolean => {
  const turns = turnsIn(recent);
  return flapping ? turns > flapTurns / 2 : turns >= flapTurns;
};

/** Turns between good and not good; from one trouble to another is none. */
export const turnsIn = (recent: string): number => {
  let turns = 0;
  for (let index = 1; index < recent.length; index += 1)
    if ((recent[index] === 'p') !== (recent[index - 1] === 'p')) turns += 1;
  return turns;
};

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);
