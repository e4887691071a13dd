/** What a rehearsal came to once it has nothing left to do; null while a task is open, or a worker still has one. */
import { readiness } from '../domain/tasks/readiness.ts';
import type { World } from '../domain/world.ts';
import { plural } from './selectors-figures.ts';
import { headerView } from './selectors-header.ts';
import { workersInOrder } from './selectors-workers.ts';

/** `All 9 tasks are done; by the price list $0.36, saved 63%.` */
export const rehearsalEnd = (world: World, now: number): string | null => {
  const { mode, state } = world.fleet;
  if (mode !== 'rehearsal' || state !== 'running') return null;
  const kinds = Object.values(world.tasks).map((task) => readiness(world, task).kind);
  const done = kinds.filter((kind) => kind === 'done').length;
  if (done === 0 || kinds.some((kind) => kind !== 'done' && kind !== 'idea')) return null;
  if (workersInOrder(world).some(({ task }) => task !== null)) return null;
  const what = done === 1 ? 'The task is done' : `All ${plural(done, 'task')} are done`;
  return `${[what, ...priceText(world, now)].join('; ')}.`;
};

/** The header's figures, so that both say the same. Nothing of it was spent. */
const priceText = (world: World, now: number): readonly string[] => {
  const { usage, cost, saved } = headerView(world, now);
  if (usage === '') return [];
  return [[`by the price list ${cost}`, ...(saved === null ? [] : [saved])].join(', ')];
};
