/**
 * Runs an action at most once per interval: the first call at once, those that follow within the interval as one call at
 * its end. It keeps no timer while nobody calls.
 */
import type { Clock } from './clock.ts';

export interface Pace {
  readonly request: () => void;
  /** Runs now, whatever the interval says. */
  readonly hurry: () => void;
  readonly stop: () => void;
}

export const createPace = (clock: Clock, intervalMs: () => number, action: () => void): Pace => {
  let lastAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;
  let dueAt = 0;
  let stopped = false;

  const run = (): void => {
    cancel?.();
    cancel = null;
    if (stopped) return;
    lastAt = clock.now();
    action();
  };

  return {
    request: () => {
      if (stopped) return;
      const soonest = lastAt + intervalMs();
      // The interval may have become shorter than it was for the call that waits.
      if (cancel !== null && dueAt <= soonest) return;
      cancel?.();
      cancel = null;
      dueAt = soonest;
      const waitMs = soonest - clock.now();
      if (waitMs <= 0) run();
      else cancel = clock.after(waitMs, run);
    },
    hurry: run,
    stop: () => {
      stopped = true;
      cancel?.();
      cancel = null;
    },
  };
};
