/**
 * A turn that the model service ended because it was busy, or a limit was reached: the agent has tried for minutes and sits
 * idle with its task. It is told to go on later, each time after a longer while, and not before a limit that is known ends.
 */
import type { SessionKey } from '../claude/session-key.ts';
import type { Limits } from '../domain/tiers/limits.ts';
import { limitWindows } from '../domain/tiers/limits.ts';
import type { Fleet } from './parts.ts';

export interface RefusedTurns {
  /** A turn ended without its answer; `because` is the agent's own word. */
  readonly refused: (session: SessionKey, because: string) => void;
  /** A turn came to its end. */
  readonly ended: (session: SessionKey) => void;
  readonly stop: () => void;
}

export interface RefusedTurnsClock {
  readonly now: () => number;
  /** Runs `action` once after `ms`; the result cancels it. */
  readonly schedule: (action: () => void, ms: number) => () => void;
}

/** What passes by itself. Credentials and bills want a person. */
const PASSING: ReadonlySet<string> = new Set(['rate_limit', 'overloaded', 'server_error', 'unknown']);

const FIRST_MS = 30_000;
const LONGEST_MS = 15 * 60_000;
/** Clocks differ a little; a try before the limit ends would be in vain. */
const AFTER_LIMIT_MS = 5_000;

export const createRefusedTurns = (
  fleet: Pick<Fleet, 'world' | 'submit'>,
  { now, schedule }: RefusedTurnsClock,
): RefusedTurns => {
  const tries = new Map<number, { readonly times: number; readonly cancel: () => void }>();

  const forget = (worker: number): void => {
    tries.get(worker)?.cancel();
    tries.delete(worker);
  };

  return {
    refused: (session, because) => {
      const { worker } = session;
      const times = (tries.get(worker)?.times ?? 0) + 1;
      forget(worker);
      if (!PASSING.has(because)) return;
      const pauseMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(times - 1, 10));
      const limitMs = because === 'rate_limit' ? untilLimitEnds(fleet.world().limits, now()) : 0;
      const cancel = schedule(
        () => void fleet.submit({ kind: 'retry-turn', ...session }, { by: 'refused turns' }),
        Math.max(pauseMs, limitMs),
      );
      tries.set(worker, { times, cancel });
    },
    ended: ({ worker }) => forget(worker),
    stop: () => {
      for (const worker of [...tries.keys()]) forget(worker);
    },
  };
};

const FULL_PERCENT = 100;

/** 0 when no window of the subscription is known to be used up. */
const untilLimitEnds = (limits: Limits, at: number): number =>
  Math.max(
    0,
    ...limitWindows(limits).map(({ window: { usedPercent, resetsAt } }) =>
      usedPercent < FULL_PERCENT || resetsAt === null ? 0 : resetsAt * 1000 + AFTER_LIMIT_MS - at,
    ),
  );
