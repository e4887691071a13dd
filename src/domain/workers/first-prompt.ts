/** What a session is told first, once its guard is proven: to take its task up, or to go on with it; null for no task. */
import { lockOf } from '../locks/held.ts';
import { backText } from '../locks/wall.ts';
import { climbText } from '../tiers/climb.ts';
import type { World } from '../world.ts';
import { overflowText } from './full-session.ts';
import { taskPrompt } from './task-prompt.ts';
import type { Worker } from './worker.ts';

export const firstPrompt = (world: World, worker: Worker): string | null => {
  const lock = lockOf(world, worker.number);
  if (worker.isCutOff === true && worker.session?.resumable === true) return backText(lock?.project ?? null);
  const task = worker.task === null ? undefined : world.tasks[worker.task];
  if (task === undefined) return null;
  return taskPrompt(task, {
    claimed: lock?.project === task.project,
    begun: worker.step !== 'startup',
    before: [climbText(world.routes[task.id]), overflowText(worker)].filter(Boolean),
  });
};
