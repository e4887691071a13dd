/** Waits for something that is told by events, within a time, while the session lives. Nothing is polled. */
import type { Clock } from './clock.ts';

export interface WaitUntil {
  /** Infinity for as long as it takes. */
  readonly limitMs: number;
  readonly clock: Clock;
  /** The end of the session, after which nothing changes any more. */
  readonly ended: Promise<unknown>;
  readonly signal: AbortSignal | undefined;
}

export type GaveUp = 'late' | 'ended' | 'aborted';

/** Something that tells of its changes, and how to stop listening to it. */
export type Source = (listener: () => void) => () => void;

/** Resolves once `test` holds: it is asked now, and after each change that one of the sources tells. */
export const waitUntil = (
  test: () => boolean,
  sources: readonly Source[],
  until: WaitUntil,
): Promise<'seen' | GaveUp> =>
  waitFor<'seen'>(until, (resolve) => {
    const look = (): void => {
      if (test()) resolve('seen');
    };
    const stops = sources.map((source) => source(look));
    look();
    return () => {
      for (const stop of stops) stop();
    };
  });

/** Resolves with what `start` hears of, or with the first reason to give up; then `start`'s result is called. */
export const waitFor = <Outcome>(
  { limitMs, clock, ended, signal }: WaitUntil,
  start: (resolve: (outcome: Outcome | GaveUp) => void) => () => void,
): Promise<Outcome | GaveUp> =>
  new Promise((resolve) => {
    const cleanups: (() => void)[] = [];
    let done = false;
    const settle = (outcome: Outcome | GaveUp): void => {
      if (done) return;
      done = true;
      for (const cleanup of cleanups) cleanup();
      resolve(outcome);
    };
    const own = (cleanup: () => void): void => {
      if (done) cleanup();
      else cleanups.push(cleanup);
    };

    const onAbort = (): void => settle('aborted');
    if (signal?.aborted === true) settle('aborted');
    signal?.addEventListener('abort', onAbort);
    own(() => signal?.removeEventListener('abort', onAbort));
    void ended.then(() => settle('ended'));
    if (!done && Number.isFinite(limitMs)) own(clock.after(limitMs, () => settle('late')));
    if (!done) own(start(settle));
  });
