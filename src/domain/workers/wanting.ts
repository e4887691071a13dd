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
];

/** A new session at another tier for the same task and project: it begins anew, and is told of those before it. */
export const wantFresh = (world: World, worker: Worker, tier: TierName): readonly Event[] => {
  const project = lockOf(world, worker.number)?.project ?? worker.session?.project ?? null;
  return [...wantSession(world, worker, { resume: null, project, tier, notBefore: null }), ...passLock(world, worker)];
};

/** A new session that goes on where the last one of this seat ended: same project, tier, task and lock. */
export const wantAgain = (world: World, worker: Worker, notBefore: number | null): readonly Event[] => {
  const { session } = worker;
  const lock = lockOf(world, worker.number);
  return [
    ...wantSession(world, worker, {
      resume: session?.resumable === true && worker.task !== null ? session.id : null,
      project: lock?.project ?? (worker.task === null ? null : (session?.project ?? null)),
      tier: worker.task === null ? null : (world.routes[worker.task]?.tier ?? session?.tier ?? null),
      notBefore,
    }),
    ...passLock(world, worker),
  ];
};

/** A new fence with each generation: whatever is left of the old session writes with a fence that no longer holds. */
const passLock = (world: World, worker: Worker): readonly Event[] => {
  const lock = lockOf(world, worker.number);
  return lock === null
    ? []
    : [
        {
          kind: 'lock.passed',
          project: lock.project,
          worker: worker.number,
          generation: worker.generation + 1,
          fence: world.lastFence + 1,
        },
      ];
};
