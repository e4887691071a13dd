/** What events mean for the locks. The highest fence ever granted is kept, so that no fence repeats. */
import type { Logged } from '../event.ts';
import { change, drop, put } from '../records.ts';
import type { World } from '../world.ts';

export const evolveLocks = (world: World, { event, at }: Logged): World => {
  switch (event.kind) {
    case 'lock.granted':
      return {
        ...world,
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
    default:
      return world;
  }
};
