/**
 * How a program that prints a little all the time and is not looked at is read: not at each of its writes, but with all
 * others of its kind in one round some times a second. Sixty spinners wake the process as often as one. A key, somebody
 * who looks, much output or none ends it at once.
 */
import { type Clock, systemClock } from './clock.ts';

export interface Rounds {
  /** `visit` is called in each round until the result is called. */
  readonly join: (visit: () => void) => () => void;
  /** The process is awake for something else: a round that would soon wake it is made now. */
  readonly pass: () => void;
}

export interface Doze {
  readonly isOn: () => boolean;
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
  /** Has all parsed that was handed in, now or soon. */
  readonly parse: (isNow: boolean) => void;
  /** Nobody is to hear of each change at once. */
  readonly isUnseen: () => boolean;
  readonly rounds: Rounds;
  readonly clock: Clock;
}

/** For so long a question may wait for its answer, or much output for its reader, once. */
export const ROUND_MS = 250;
/** A round may be made this much earlier than it is due. */
export const EARLY_MS = 100;
/** What is read is parsed that often; what watches for dialogs looks a second after a change. */
export const PARSE_MS = 1000;
/** A program that has printed for so long without a pause goes on. */
export const STEADY_MS = 1000;
export const PAUSE_MS = 500;
/** More at a time is no spinner; the kernel keeps some ten thousand bytes before the program has to wait. */
export const MUCH_BYTES = 4000;

/** One for all terminals of the process. */
export const createRounds = (clock: Clock = systemClock): Rounds => {
  const visits = new Set<() => void>();
  let cancel: (() => void) | null = null;
  let earliest = 0;
  const plan = (): void => {
    if (cancel !== null || visits.size === 0) return;
    earliest = clock.now() + ROUND_MS - EARLY_MS;
    cancel = clock.after(ROUND_MS, go);
  };
  const go = (): void => {
    cancel?.();
    cancel = null;
    for (const visit of visits) visit();
    plan();
  };
  return {
    join: (visit) => {
      visits.add(visit);
      plan();
      return () => visits.delete(visit);
    },
    pass: () => {
      if (cancel !== null && clock.now() >= earliest) go();
    },
  };
};

export const createDoze = ({ listen, take, parse, isUnseen, rounds, clock }: DozeParts): Doze => {
  let leave: (() => void) | null = null;
  let steadySince = clock.now();
  let cameAt = steadySince;
  let parsedAt = steadySince;
  let isOver = false;

  const wake = (): void => {
    steadySince = clock.now();
    if (leave === null) return;
    leave();
    leave = null;
    listen(true);
    parse(false);
  };
  const bring = (): void => {
    if (leave === null) return;
    const bytes = take();
    const now = clock.now();
    if (bytes === null || bytes > MUCH_BYTES || (bytes === 0 && now - cameAt > PAUSE_MS)) wake();
    else if (bytes > 0) cameAt = now;
  };
  const visit = (): void => {
    if (!isUnseen()) {
      wake();
      return;
    }
    bring();
    const now = clock.now();
    if (now - parsedAt < PARSE_MS) return;
    parsedAt = now;
    parse(true);
  };
  return {
    isOn: () => leave !== null,
    came: (chars) => {
      // What is handed in comes by here, too.
      if (leave !== null || isOver) return;
      const now = clock.now();
      if (chars > MUCH_BYTES || now - cameAt > PAUSE_MS || !isUnseen()) steadySince = now;
      cameAt = now;
      if (now - steadySince < STEADY_MS) return;
      if (!listen(false)) return;
      leave = rounds.join(visit);
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
