/** What events mean for the counts of memory. */
import type { Logged } from '../event.ts';
import type { World } from '../world.ts';
import type { MemoryCounts } from './events.ts';

export const evolveMemory = (world: World, { event }: Logged): World => {
  switch (event.kind) {
    case 'memory.kept':
      return counted(world, 'kept');
    case 'memory.moved':
      return counted(world, 'moved');
    case 'memory.refused':
      return counted(world, 'refused');
    case 'memory.changed':
      return counted(world, 'changed');
    default:
      return world;
  }
};

const counted = (world: World, what: keyof MemoryCounts): World => ({
  ...world,
  memory: { ...world.memory, [what]: world.memory[what] + 1 },
});
