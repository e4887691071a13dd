/** What events mean for the locks. The highest fence ever granted is kept, so that no fence repeats. */
import type { Logged } from '../event.ts';
import type { WorkerNumber } from '../ids.ts';
import { change, drop, put } from '../records.ts';
import type { World } from '../world.ts';

export const evolveLocks = (world: World, { event, at }: Logged): World => {
  switch (event.kind) {
    case 'lock.granted':
      return {
        ...world,
        // Who holds a project waits for none.
        lockWaits: withoutWait(world, event.worker),
        lapsedLocks: drop(world.lapsedLocks, event.worker),
        lastFence: Math.max(world.lastFence, event.fence),
        locks: put(world.locks, event.project, {
          project: event.project,
          holder: event.worker,
          generation: event.generation,
          fence: event.fence,
          task: event.task,
          door: event.door,
          grantedAt: at,
          renewedAt: at,
        }),
      };
    case 'lock.passed':
      return {
        ...world,
        lastFence: Math.max(world.lastFence, event.fence),
        locks: change(world.locks, event.project, (lock) => ({
          ...lock,
          generation: event.generation,
          fence: event.fence,
          renewedAt: at,
        })),
      };
    case 'lock.released':
      return { ...world, locks: drop(world.locks, event.project) };
    case 'lock.lapsed':
      return {
        ...world,
        locks: drop(world.locks, event.project),
        lapsedLocks: put(world.lapsedLocks, event.worker, {
          project: event.project,
          fence: event.fence,
          at,
          because: event.because,
        }),
      };
    case 'lock.queued': {
      const { project, worker, generation, door } = event;
      return { ...world, lockWaits: [...withoutWait(world, worker), { project, worker, generation, door, since: at }] };
    }
    case 'session.wanted':
    case 'session.exited':
    case 'session.lost':
      // The session that stood in line is gone; the next one of its seat asks for itself.
      return { ...world, lockWaits: withoutWait(world, event.worker) };
    default:
      return world;
  }
};

const withoutWait = ({ lockWaits }: World, worker: WorkerNumber): World['lockWaits'] =>
  lockWaits.some((wait) => wait.worker === worker) ? lockWaits.filter((wait) => wait.worker !== worker) : lockWaits;
