/** Turns with tasks that count how often they worked, and a clock that stands until it is moved. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTurns, HOLD_MS, type Task } from '../../src/sessions/turns.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const taskOf = (slices: number, isUrgent = false): Task & { worked: number } => {
  const task = {
    worked: 0,
    work: () => {
      task.worked += 1;
      return task.worked < slices;
    },
    isUrgent: () => isUrgent,
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
  });
  turns.queue(named('flood', false));
  turns.queue(named('typed', true));
  await someTurns();
  expect(order).toEqual(['typed', 'flood', 'typed', 'flood']);
});

test('after a key only the urgent work, until the echo is in', async () => {
  const turns = createTurns();
  const flood = taskOf(3);
  const typed = taskOf(2, true);
  turns.hold();
  turns.queue(flood);
  await someTurns();
  expect(turns.isSpent()).toBe(true);
  turns.queue(typed);
  await someTurns();
  expect([flood.worked, typed.worked]).toEqual([0, 2]);
  turns.release();
  expect(turns.isSpent()).toBe(false);
  await someTurns();
  expect(flood.worked).toBe(3);
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
