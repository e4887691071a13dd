/** Turns with tasks that count how often they worked, and a clock that stands until it is moved. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTurns, HOLD_MS, PAUSE_MS, SHOW_MS, type Task, TYPING_MS } from '../../src/sessions/turns.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const taskOf = (
  slices: number,
  { isUrgent = false, isUnseen = true, sliceMs = 0 } = {},
): Task & { readonly worked: number } => {
  const task = {
    worked: 0,
    work: () => {
      task.worked += 1;
      vi.advanceTimersByTime(sliceMs);
      return task.worked < slices;
    },
    isUrgent: () => isUrgent,
    isUnseen: () => isUnseen,
  };
  return task;
};

const someTurns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
};

test('what is queued is worked off in turn, the urgent first', async () => {
  const turns = createTurns();
  const order: string[] = [];
  const named = (name: string, isUrgent: boolean): Task => ({
    work: () => order.push(name) < 3,
    isUrgent: () => isUrgent,
    isUnseen: () => false,
  });
  turns.queue(named('flood', false));
  turns.queue(named('typed', true));
  await someTurns();
  expect(order).toEqual(['typed', 'flood', 'typed', 'flood']);
});

test('after a key only the urgent work, until the echo is in', async () => {
  const turns = createTurns();
  const flood = taskOf(3);
  const typed = taskOf(2, { isUrgent: true });
  turns.hold();
  turns.queue(flood);
  await someTurns();
  expect(turns.isSpent()).toBe(true);
  turns.queue(typed);
  await someTurns();
  expect([flood.worked, typed.worked]).toEqual([0, 2]);
  turns.release();
  await someTurns();
  expect(flood.worked).toBe(0);
  vi.advanceTimersByTime(SHOW_MS);
  expect(turns.isSpent()).toBe(false);
  await someTurns();
  expect(flood.worked).toBe(3);
});

test('what is printed behind the echo holds nobody up', async () => {
  const turns = createTurns();
  const flood = taskOf(1);
  turns.hold();
  turns.release();
  turns.queue(flood);
  vi.advanceTimersByTime(SHOW_MS - 1);
  turns.release();
  vi.advanceTimersByTime(1);
  await someTurns();
  expect(flood.worked).toBe(1);
});

test('while a person types, what nobody sees is taken in with pauses', async () => {
  const turns = createTurns();
  const flood = taskOf(6, { sliceMs: 1 });
  turns.hold();
  vi.advanceTimersByTime(HOLD_MS);
  turns.queue(flood);
  await someTurns();
  expect(flood.worked).toBe(1);
  vi.advanceTimersByTime(PAUSE_MS);
  await someTurns();
  expect(flood.worked).toBe(2);
  vi.advanceTimersByTime(TYPING_MS);
  await someTurns();
  expect(flood.worked).toBe(6);
});

test('what somebody sees is taken in without pauses, whoever types', async () => {
  const turns = createTurns();
  const flood = taskOf(4, { sliceMs: 1, isUnseen: false });
  turns.hold();
  vi.advanceTimersByTime(HOLD_MS);
  turns.queue(flood);
  await someTurns();
  expect(flood.worked).toBe(4);
});

test('a program that echoes nothing holds the others up for a moment only', async () => {
  const turns = createTurns();
  const flood = taskOf(3);
  turns.queue(flood);
  turns.hold();
  await someTurns();
  expect(flood.worked).toBe(0);
  vi.advanceTimersByTime(HOLD_MS);
  await someTurns();
  expect(flood.worked).toBe(3);
  expect(vi.getTimerCount()).toBe(0);
});
