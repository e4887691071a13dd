/** Programs that print a little all the time: first by hand, then real ones. */
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/sessions/clock.ts';
import {
  createDoze,
  createRounds,
  EARLY_MS,
  MUCH_BYTES,
  PARSE_MS,
  PAUSE_MS,
  ROUND_MS,
  type Rounds,
  STEADY_MS,
} from '../../src/sessions/dozing.ts';
import { openTerminal, type Terminal } from '../../src/sessions/terminal.ts';
import { createTurns } from '../../src/sessions/turns.ts';
import { handClock, keep, specOf } from './kit.ts';

/** Ten writes a second, as a spinner makes them; `waits` is what the next reading by hand finds. */
const spinner = () => {
  const clock = handClock();
  const state = { listening: true, unseen: true, waits: 50 as number | null, taken: 0, parsed: 0 };
  const rounds = createRounds(clock);
  const doze = createDoze({
    listen: (isListening) => {
      state.listening = isListening;
      return true;
    },
    take: () => {
      state.taken += 1;
      return state.waits;
    },
    parse: () => {
      state.parsed += 1;
    },
    isUnseen: () => state.unseen,
    rounds,
    clock,
  });
  const print = (ms: number): void => {
    for (let at = 0; at < ms; at += 100) {
      clock.advance(100);
      if (state.listening) doze.came(50);
    }
  };
  return { clock, state, doze, rounds, print };
};

test('what prints a little all the time is read in rounds, once it has done so for a while', () => {
  const { state, print } = spinner();
  print(STEADY_MS - 100);
  expect(state.listening).toBe(true);
  print(1000);
  expect(state.listening).toBe(false);
  expect(state.taken).toBeGreaterThan(2);
});

test.each([
  ['a key or an answer', ({ doze }: ReturnType<typeof spinner>) => doze.wake()],
  ['somebody who looks', ({ state }: ReturnType<typeof spinner>) => Object.assign(state, { unseen: false })],
  ['much at a time', ({ state }: ReturnType<typeof spinner>) => Object.assign(state, { waits: MUCH_BYTES + 1 })],
  ['what only the stream can tell', ({ state }: ReturnType<typeof spinner>) => Object.assign(state, { waits: null })],
])('%s has it told of at once again, for a while', (_, disturb) => {
  const fixture = spinner();
  fixture.print(2 * STEADY_MS);
  expect(fixture.state.listening).toBe(false);
  disturb(fixture);
  fixture.clock.advance(ROUND_MS);
  expect(fixture.state.listening).toBe(true);
  fixture.print(STEADY_MS - ROUND_MS - 100);
  expect(fixture.state.listening).toBe(true);
});

test('what is read in rounds is parsed once a second, and when rounds end', () => {
  const { state, doze, print } = spinner();
  print(2 * STEADY_MS);
  const before = state.parsed;
  print(4 * PARSE_MS);
  expect(state.parsed - before).toBeGreaterThanOrEqual(3);
  expect(state.parsed - before).toBeLessThanOrEqual(4);
  const parsed = state.parsed;
  doze.wake();
  expect(state.parsed).toBe(parsed + 1);
});

test('a round that is due soon is made when the process is awake anyway, and not twice', () => {
  const { clock, state, rounds, print } = spinner();
  print(2 * STEADY_MS);
  const madeAt = (ms: number): number => {
    clock.advance(ms);
    const before = state.taken;
    rounds.pass();
    return state.taken - before;
  };
  madeAt(ROUND_MS);
  expect(madeAt(ROUND_MS - EARLY_MS)).toBe(1);
  expect(madeAt(1)).toBe(0);
  const before = state.taken;
  clock.advance(ROUND_MS - 2);
  expect(state.taken).toBe(before);
  clock.advance(1);
  expect(state.taken).toBe(before + 1);
});

test('a program that falls silent is waited for without rounds', () => {
  const { clock, state, print } = spinner();
  print(2 * STEADY_MS);
  state.waits = 0;
  clock.advance(PAUSE_MS + 2 * ROUND_MS);
  expect(state.listening).toBe(true);
  expect(clock.waiting()).toBe(0);
});

test('now and then, much, and what is looked at are told of at once', () => {
  const rare = spinner();
  for (let at = 0; at < 10; at += 1) {
    rare.clock.advance(PAUSE_MS + 1);
    rare.doze.came(50);
  }
  expect(rare.state.listening).toBe(true);
  const much = spinner();
  for (let at = 0; at < 30; at += 1) {
    much.clock.advance(100);
    much.doze.came(MUCH_BYTES + 1);
  }
  expect(much.state.listening).toBe(true);
  const seen = spinner();
  seen.state.unseen = false;
  seen.print(2 * STEADY_MS);
  expect(seen.state.listening).toBe(true);
});

/** A real terminal on this script; `dozes` resolves when it is read in rounds for the first time. */
const openScript = (script: string, rounds: Rounds = createRounds()) => {
  let fell = (): void => {};
  const dozes = new Promise<void>((resolve) => {
    fell = resolve;
  });
  const told: Rounds = {
    join: (visit) => {
      fell();
      return rounds.join(visit);
    },
    pass: rounds.pass,
  };
  const result = openTerminal(specOf({ args: ['-e', script] }), systemClock, createTurns(), told);
  if (!result.ok) throw new Error(result.problem.message);
  const terminal: Terminal = keep(result.value);
  return { terminal, dozes };
};
const never: Rounds = { join: () => () => {}, pass: () => {} };
const COUNTS = `let n = 0; const count = () => process.stdout.write((n++) + 'é');`;
const counted = (to: number): string => Array.from({ length: to }, (_, n) => `${n}é`).join('');

test('nothing is lost or turned round on the way into a doze and out of it, nor the last words', async () => {
  const { terminal, dozes } = openScript(`${COUNTS}
    const timer = setInterval(() => { count(); if (n === 300) clearInterval(timer); }, 8)`);
  await dozes;
  await terminal.exited;
  expect(terminal.screen.rows().join('')).toBe(counted(300));
});

test('the last words of a dozing program are read before its terminal closes, should no round be in time', async () => {
  const { terminal, dozes } = openScript(
    `${COUNTS} const timer = setInterval(() => { count(); if (n === 200) clearInterval(timer); }, 8)`,
    never,
  );
  await dozes;
  await terminal.exited;
  expect(terminal.screen.rows().join('')).toBe(counted(200));
});

test('who looks at a dozing screen sees all that was printed', async () => {
  const { terminal, dozes } = openScript(
    `${COUNTS} setInterval(() => { if (n < 200) count(); else process.stdout.write('\\x1b[H'); }, 8)`,
    never,
  );
  await dozes;
  await vi.waitFor(() => expect(terminal.screen.rows().join('')).toBe(counted(200)));
});

test('a key is echoed out of a doze', async () => {
  const { terminal, dozes } = openScript(
    `process.stdin.setRawMode(true).on('data', (key) => process.stdout.write('<' + key + '>'));
     setInterval(() => process.stdout.write('.'), 20)`,
    never,
  );
  await dozes;
  // In rounds that never come, nothing else would bring the echo.
  const changed = new Promise<void>((resolve) => void terminal.screen.onChange(resolve, { isPatient: true }));
  terminal.write('k');
  await changed;
  await vi.waitFor(() => expect(terminal.screen.rows().join('')).toContain('<k>'));
});
