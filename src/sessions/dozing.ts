/**
 * How a program that prints a little all the time and is not looked at is read: not at each of its writes, but with all
 * others of its kind in one round some times a second. Sixty spinners wake the process as often as one. A key, somebody
 * who looks, much output or none ends it at once.
 */
import { type Clock, systemClock } from './clock.ts';

export interface Rounds {
  /** `visit` is called in each round until the result is called. */
  readonly join: (visit: () => void) => () => void;
}

export interface Doze {
  /** So many characters have come by themselves. */
  readonly came: (chars: number) => void;
  /** What is printed comes by itself again, for a while at least. */
  readonly wake: () => void;
  /** Brings what waits, for who looks now. */
  readonly bring: () => void;
  /** Nothing comes any more. */
  readonly stop: () => void;
}

export interface DozeParts {
  /** Output is told of as it comes, or not; says whether that can be had. */
  readonly listen: (isListening: boolean) => boolean;
  /** Hands in what waits; the number of bytes, or null when only listening tells more. */
  readonly take: () => number | null;
  /** Nobody is to hear of each change at once. */
  readonly isUnseen: () => boolean;
  readonly rounds: Rounds;
  readonly clock: Clock;
}

/** Shorter than the time for which the library goes on reading behind a program's end (200 ms). */
export const ROUND_MS = 150;
/** A program that has printed for so long without a pause goes on. */
export const STEADY_MS = 1000;
export const PAUSE_MS = 500;
/** More at a time is no spinner; the kernel keeps some ten thousand bytes before the program has to wait. */
export const MUCH_BYTES = 4000;

/** One for all terminals of the process. */
export const createRounds = (clock: Clock = systemClock): Rounds => {
  const visits = new Set<() => void>();
  let isDue = false;
  const plan = (): void => {
    if (isDue || visits.size === 0) return;
    isDue = true;
    clock.after(ROUND_MS, go);
  };
  const go = (): void => {
    isDue = false;
    for (const visit of visits) visit();
    plan();
  };
  return {
    join: (visit) => {
      visits.add(visit);
      plan();
      return () => visits.delete(visit);
    },
  };
};

export const createDoze = ({ listen, take, isUnseen, rounds, clock }: DozeParts): Doze => {
  let leave: (() => void) | null = null;
  let steadySince = clock.now();
  let cameAt = steadySince;
  let isOver = false;

  const wake = (): void => {
    steadySince = clock.now();
    if (leave === null) return;
    leave();
    leave = null;
    listen(true);
  };
  const bring = (): void => {
    if (leave === null) return;
    const bytes = take();
    const now = clock.now();
    if (bytes === null || bytes > MUCH_BYTES || (bytes === 0 && now - cameAt > PAUSE_MS)) wake();
    else if (bytes > 0) cameAt = now;
  };
  return {
    came: (chars) => {
      // What is handed in comes by here, too.
      if (leave !== null || isOver) return;
      const now = clock.now();
      if (chars > MUCH_BYTES || now - cameAt > PAUSE_MS || !isUnseen()) steadySince = now;
      cameAt = now;
      if (now - steadySince < STEADY_MS) return;
      if (!listen(false)) return;
      leave = rounds.join(() => (isUnseen() ? bring() : wake()));
    },
    wake,
    bring,
    stop: () => {
      leave?.();
      leave = null;
      isOver = true;
    },
  };
};
