/** The end of a hold and the grant to the first in line, in one breath: between the two nobody can slip in. */
import type { Event } from '../event.ts';
import type { ProjectId } from '../ids.ts';
import type { World } from '../world.ts';
import { lockOf, waitersFor } from './held.ts';
import type { Lock } from './lock.ts';

export const released = (world: World, lock: Lock, because: string): readonly Event[] => [
  { kind: 'lock.released', project: lock.project, worker: lock.holder, fence: lock.fence, because },
  ...grantToNext(world, lock.project),
];

export const lapsed = (world: World, lock: Lock, because: string): readonly Event[] => [
  { kind: 'lock.lapsed', project: lock.project, worker: lock.holder, fence: lock.fence, because },
  ...grantToNext(world, lock.project),
];

export const grantToNext = (world: World, project: ProjectId): readonly Event[] => {
  const next = waitersFor(world, project).find(({ worker }) => lockOf(world, worker) === null);
  if (next === undefined) return [];
  const { worker, generation, door } = next;
  return [
    {
      kind: 'lock.granted',
      project,
      worker,
      generation,
      fence: world.lastFence + 1,
      task: world.workers[worker]?.task ?? null,
      door,
    },
    { kind: 'step.entered', worker, step: 'work' },
    // It may have ended its turn while it waited.
    { kind: 'prompt.wanted', worker, generation, purpose: 'human', text: `${project} is free and now yours. Go on.` },
  ];
};
