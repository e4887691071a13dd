import { describe, expect, it } from 'vitest';
import type { CheckReading, CheckRule, CheckState } from '../../../src/domain/checks/health.ts';
import { believe, count, DEFAULT_RULE, judge, turnsIn } from '../../../src/domain/checks/watch.ts';
import { seeded } from '../../kit/random.ts';

const READINGS: Readonly<Record<string, CheckReading>> = { p: 'pass', w: 'warn', f: 'fail', e: 'errored' };

/** What is believed after each of these readings: `-` for nothing new. */
const run = (letters: string, rule: Partial<CheckRule> = {}): { readonly said: string; readonly state: CheckState } => {
  let state: CheckState | null = null;
  let said = '';
  for (const [index, letter] of [...letters].entries()) {
    const reading = READINGS[letter] ?? 'pass';
    const next: CheckState = count(state, 'it', { reading, evidence: letter, fix: null, subjects: [] }, index);
    const judged = judge(next, { ...DEFAULT_RULE, flapTurns: 99, name: 'it', ...rule });
    said += judged === null ? '-' : judged.flapping ? '~' : judged.to[0];
    state = judged === null ? next : believe(next, judged, index);
  }
  if (state === null) throw new Error('no reading');
  return { said, state };
};

describe('what is believed of a check', () => {
  it.each([
    ['one failure', 'pf', {}, 'pf'],
    ['a failure that stays', 'pfff', {}, 'pf--'],
    ['fails only after three', 'pffpfff', { failAfter: 3 }, 'p-----f'],
    ['a failure from the start, after three', 'fff', { failAfter: 3 }, 'p-f'],
    ['recovers only after two', 'pfpfpp', { recoverAfter: 2 }, 'pf---p'],
    ['trouble of another kind counts as trouble', 'pwf', { failAfter: 2 }, 'p-f'],
    ['grows worse as quickly as it failed', 'wf', {}, 'wf'],
    ['grows milder as slowly as it recovers', 'fww', { recoverAfter: 2 }, 'f-w'],
    ['a check that breaks does not recover what failed', 'fee', { failAfter: 1, recoverAfter: 2 }, 'f-e'],
    ['a broken check is not good', 'pe', {}, 'pe'],
  ])('%s: %s', (_, letters, rule, said) => {
    expect(run(letters, rule).said).toBe(said);
  });

  it('says once that it turns to and fro, and what holds when it has calmed down', () => {
    const { said, state } = run(`${'pf'.repeat(4)}${'p'.repeat(24)}`, { flapTurns: 6 });
    expect(said.match(/~/g)?.length).toBeGreaterThan(0);
    expect(said.indexOf('~')).toBe(6);
    expect(state).toMatchObject({ flapping: false, believed: 'pass' });
  });

  it('names what is bad anew when that changes, though it fails as before', () => {
    const first = count(null, 'it', { reading: 'fail', evidence: 'a', fix: null, subjects: ['a'] }, 1);
    const rule = { ...DEFAULT_RULE, name: 'it' };
    const judged = judge(first, rule);
    if (judged === null) throw new Error('nothing to believe');
    const second = count(
      believe(first, judged, 1),
      'it',
      { reading: 'fail', evidence: 'b', fix: null, subjects: ['a', 'b'] },
      2,
    );
    expect(judge(second, rule)).toMatchObject({ to: 'fail', subjects: ['a', 'b'] });
  });

  it.each(Array.from({ length: 40 }, (_, index) => index + 1))(
    'holds its promises over random readings (seed %i)',
    (seed) => {
      const random = seeded(seed);
      const rule = {
        ...DEFAULT_RULE,
        name: 'it',
        failAfter: 1 + random.below(4),
        recoverAfter: 1 + random.below(4),
        flapTurns: 4 + random.below(6),
      };
      let state: CheckState | null = null;
      let letters = '';
      for (let step = 0; step < 300; step += 1) {
        const letter: string =
          random.chance(0.6) && letters !== '' ? (letters.at(-1) ?? 'p') : random.pick(['p', 'p', 'w', 'f', 'e']);
        letters += letter;
        const before: CheckState | null = state;
        const counted: CheckState = count(
          before,
          'it',
          { reading: READINGS[letter] ?? 'pass', evidence: '', fix: null, subjects: [] },
          step,
        );
        const judged = judge(counted, rule);
        state = judged === null ? counted : believe(counted, judged, step);
        const [was, is] = [before?.believed ?? null, state.believed];
        if (was === 'pass' && is !== 'pass')
          expect(/[^p]*$/.exec(letters)?.[0].length).toBeGreaterThanOrEqual(rule.failAfter);
        if (was !== null && was !== 'pass' && is === 'pass')
          expect(/p*$/.exec(letters)?.[0].length).toBeGreaterThanOrEqual(rule.recoverAfter);
        // What lasts is believed in the end, whatever was before.
        if (state.streak > Math.max(rule.failAfter, rule.recoverAfter)) expect(is).toBe(state.reading);
        if (state.flapping && before?.flapping !== true)
          expect(turnsIn(state.recent)).toBeGreaterThanOrEqual(rule.flapTurns);
        // To judge again changes nothing.
        expect(judge(state, rule)).toBeNull();
      }
    },
  );
});
