/** What WORKERn.md says of its worker: null where there is nothing. */
import type { WorkerNumber } from '../ids.ts';
import { lockOf } from '../locks/held.ts';
import type { World } from '../world.ts';

export const statusOf = (world: World, number: WorkerNumber) => {
  const worker = world.workers[number];
  const task = worker?.task ?? null;
  const title = task === null ? undefined : world.tasks[task]?.title;
  return {
    Status:
      worker === undefined ? null : worker.step === null ? worker.state.kind : `${worker.state.kind} (${worker.step})`,
    Project: lockOf(world, number)?.project ?? null,
    Task: task === null ? null : `${task}${title === undefined ? '' : ` ${title}`}`,
    Tier: worker?.session?.tier ?? null,
    Since: worker === undefined ? null : new Date(worker.state.since).toISOString(),
  };
};
