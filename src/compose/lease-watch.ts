/**
 * Finds locks whose holder has given no sign for the length of the lease. Signs are kept in memory by the monotonic clock,
 * so that no call costs an event and no clock jump takes a lock; after a start every lock has a whole lease again.
 */
import type { ProjectId } from '../domain/ids.ts';
import { liveLockOf } from '../domain/locks/held.ts';
import type { Leases } from '../domain/locks/leases.ts';
import type { Lock } from '../domain/locks/lock.ts';
import { waitingDecisions } from '../domain/policies/decision.ts';
import type { Fleet } from './parts.ts';

export interface LeaseWatch {
  /** A sign of a session: any hook call of it. */
  readonly heard: (session: { readonly worker: Lock['holder']; readonly generation: number }) => void;
  /** How long the lock would outlive its holder's silence from now on; null when nobody holds the project. */
  readonly leftMs: (project: ProjectId) => number | null;
  /** Of all locks. */
  readonly report: () => Leases;
  readonly stop: () => void;
}

export interface LeaseClock {
  readonly monotonicMs: () => number;
  /** Runs `action` once after `ms`; the result cancels it. */
  readonly schedule: (action: () => void, ms: number) => () => void;
}

/** Timers of Node hold at most this long. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const createLeaseWatch = (
  fleet: Pick<Fleet, 'world' | 'subscribe' | 'submit'>,
  leaseMs: number,
  { monotonicMs, schedule }: LeaseClock,
): LeaseWatch => {
  /** By fence: when its holder was last heard. */
  let heardAt = new Map<number, number>();
  let seen: unknown = null;
  let cancel: () => void = () => undefined;

  const leftOf = ({ fence }: Lock): number => leaseMs - (monotonicMs() - (heardAt.get(fence) ?? monotonicMs()));

  const arm = (): void => {
    cancel();
    const next = Math.min(...Object.values(fleet.world().locks).map(leftOf));
    cancel = Number.isFinite(next)
      ? schedule(lookForLapses, Math.min(LONGEST_TIMER_MS, Math.max(0, next)))
      : () => undefined;
  };

  const lookForLapses = (): void => {
    const world = fleet.world();
    const asking = new Set(waitingDecisions(world).map(({ worker }) => worker));
    for (const lock of Object.values(world.locks)) {
      if (leftOf(lock) > 0) continue;
      heardAt.set(lock.fence, monotonicMs());
      // Who waits for the human's answer, or for a budget, is silent because of us.
      if (asking.has(lock.holder) || (world.workers[lock.holder]?.paused ?? null) !== null) continue;
      const because = `no sign of worker ${lock.holder} for ${durationText(leaseMs)}`;
      void fleet.submit({ kind: 'lapse-lock', project: lock.project, fence: lock.fence, because }, { by: 'lease' });
    }
    arm();
  };

  const onChange = (): void => {
    const { locks } = fleet.world();
    if (locks === seen) return;
    seen = locks;
    const now = monotonicMs();
    heardAt = new Map(Object.values(locks).map(({ fence }) => [fence, heardAt.get(fence) ?? now]));
    arm();
  };

  const unsubscribe = fleet.subscribe(onChange);
  onChange();
  return {
    heard: ({ worker, generation }) => {
      const lock = liveLockOf(fleet.world(), worker, generation);
      // The timer finds the later sign when it fires, and is set anew then.
      if (lock !== null) heardAt.set(lock.fence, monotonicMs());
    },
    leftMs: (project) => {
      const lock = fleet.world().locks[project];
      return lock === undefined ? null : Math.max(0, leftOf(lock));
    },
    report: () => ({
      at: Date.now(),
      leftMs: Object.fromEntries(
        Object.values(fleet.world().locks).map((lock) => [lock.project, Math.max(0, leftOf(lock))]),
      ),
    }),
    stop: () => {
      unsubscribe();
      cancel();
    },
  };
};

/** `90 s`, `30 min`: as people say how long. */
export const durationText = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
