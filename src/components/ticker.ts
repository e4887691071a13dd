/**
 * The time by which ages are drawn. One timer, and only when some age or the clock will read differently: every ten
 * seconds while something is younger than a minute, else at full minutes.
 */
import { nextTickAt } from '../state/selectors-figures.ts';

export interface Ticker {
  /** The time of the last tick: the same until the next one, so that nothing is drawn without a change. */
  readonly now: () => number;
  readonly subscribe: (listener: () => void) => () => void;
  /** Something happened: reads the clock, and sleeps until the next of these ages reads anew. */
  readonly touch: (shownSince: readonly number[]) => void;
  readonly stop: () => void;
}

/** Calls `run` once after `delayMs`; returns the way to call it off. */
export type Schedule = (run: () => void, delayMs: number) => () => void;

export const createTicker = (clock: () => number, schedule: Schedule, shownSince: () => readonly number[]): Ticker => {
  const listeners = new Set<() => void>();
  let now = clock();
  let cancel = (): void => {};

  const sleep = (since: readonly number[]): void => {
    cancel();
    cancel = schedule(tick, Math.max(1, nextTickAt(since, now) - now));
  };
  const tick = (): void => {
    now = clock();
    sleep(shownSince());
    for (const listener of listeners) listener();
  };

  return {
    now: () => now,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    touch: (since) => {
      now = clock();
      sleep(since);
    },
    stop: () => cancel(),
  };
};

/** Real time. The timer never keeps the process alive: what is drawn is no reason to go on. */
export const timerSchedule: Schedule = (run, delayMs) => {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
};
