/** How often a session that ended by itself is started again before a human is needed. */
import type { Worker } from './worker.ts';

/** Window over which starts are counted; systemd and OTP count in windows of this order. */
export const STARTS_WINDOW_MS = 60_000;
const MAX_STARTS = 5;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/**
 * The seat after its session ended. One that was taken up again and gave up before any prompt has no conversation to go
 * on with (the agent was killed before it wrote one): the next session begins anew, and finds its task in its startup.
 */
export const afterExit = (worker: Worker, { code }: { readonly code: number | null }): Worker => {
  const { session } = worker;
  const broken = session !== null && !session.prompted && code !== null && code !== 0;
  return broken ? { ...worker, session: { ...session, resumable: false } } : worker;
};

export type Restart =
  | { readonly kind: 'again'; readonly notBefore: number }
  | { readonly kind: 'give-up'; readonly because: string };

/** Exponential from one second, up to five starts in a minute; then give up and say so. */
export const planRestart = (worker: Worker, now: number): Restart => {
  const recent = worker.starts.filter((start) => start > now - STARTS_WINDOW_MS).length;
  if (recent >= MAX_STARTS) {
    return { kind: 'give-up', because: `stopped ${recent} times in ${STARTS_WINDOW_MS / 1000} s` };
  }
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, recent - 1));
  return { kind: 'again', notBefore: now + delay };
};
