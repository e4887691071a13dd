/**
 * The events by which a seat gets a new session: decisions that its last one asked become void, the generation rises, and
 * a lock is passed on to it.
 */
import type { Event } from '../event.ts';
import type { ProjectId, SessionId, TierName } from '../ids.ts';
import { lockOf } from '../locks/held.ts';
import { voidDecisionsOf } from '../policies/voiding.ts';
import type { World } from '../world.ts';
import type { Worker } from './worker.ts';

export interface Wanted {
  readonly resume: SessionId | null;
  readonly project: ProjectId | null;
  readonly tier: TierName | null;
  readonly notBefore: number | null;
}

export const wantSession = (world: World, worker: Worker, wanted: Wanted): readonly Event[] => [
  ...voidDecisionsOf(world, worker.number, 'another session took the seat of the one that asked'),
  { kind: 'session.wanted', worker: worker.number, generation: worker.generation + 1, ...wanted },
  ...passedOn(world, worker),
];

/** A new fence with each generation: whatever is left of the old session writes with a fence that no longer holds. */
const passedOn = (world: World, { number, generation }: Worker): readonly Event[] => {
  const lock = lockOf(world, number);
  return lock === null
    ? []
    : [
        {
          kind: 'lock.passed',
          project: lock.project,
          worker: number,
          generation: generation + 1,
          fence: world.lastFence + 1,
        },
      ];
};

/** A new session at another tier for the same task and project: it begins anew, and is told of those before it. */
export const wantFresh = (world: World, worker: Worker, tier: TierName | null): readonly Event[] =>
  wantSession(world, worker, {
    resume: null,
    project: lockOf(world, worker.number)?.project ?? null,
    tier,
    notBefore: null,
  });

/** A new session that goes on where the last one of this seat ended: same tier, task and lock, and the wall of that lock. */
export const wantAgain = (world: World, worker: Worker, notBefore: number | null): readonly Event[] => {
  const { session } = worker;
  return wantSession(world, worker, {
    resume: session?.resumable === true && worker.task !== null ? session.id : null,
    project: lockOf(world, worker.number)?.project ?? null,
    tier: worker.task === null ? null : (world.routes[worker.task]?.tier ?? session?.tier ?? null),
    notBefore,
  });
};
