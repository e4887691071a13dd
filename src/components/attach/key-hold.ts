/**
 * Whether keys reach the worker. After the end of a supervisor they do only when the next one has painted the screen and
 * they have rested: whoever types on has not looked, and would answer a dialog that nobody has read.
 */

import { describeProblem } from '../../domain/problem.ts';
import type { Gone } from '../../wire/fleet-client.ts';
import type { Schedule } from './bar-line.ts';

export interface KeyHold {
  /** The supervisor is gone: no key passes from now on. */
  readonly hold: () => void;
  /** The next one has painted the screen. */
  readonly painted: () => void;
  /** Asked for each key. */
  readonly passes: () => boolean;
  readonly stop: () => void;
}

export const createKeyHold = (schedule: Schedule): KeyHold => {
  let keys: 'pass' | 'held' | 'resting' = 'pass';
  let cancel = (): void => {};
  const rest = (): void => {
    keys = 'resting';
    cancel();
    cancel = schedule(() => {
      keys = 'pass';
    }, REST_MS);
  };
  return {
    hold: () => {
      cancel();
      keys = 'held';
    },
    painted: () => {
      if (keys === 'held') rest();
    },
    passes: () => {
      if (keys === 'resting') rest();
      return keys === 'pass';
    },
    stop: () => cancel(),
  };
};

/** Longer than between the keys of whoever types on. */
const REST_MS = 500;

/** For the line above the screen. The leader's key comes first: the rest may be cut off by the line's end. */
export const goneText = (gone: Gone | null): string | null => {
  if (gone === null) return null;
  const { isStarting, problem, command } = gone;
  if (problem !== null) return `ctrl-] back · The supervisor is gone: ${describeProblem(problem)}`;
  return `ctrl-] back · The supervisor is gone; ${isStarting ? 'a new one is being started' : `again with: ${command}`}`;
};

export const BACK_TEXT = 'A new supervisor is there; keys wait for the worker’s screen.';
