/** Why a claim is refused, in words that let the asker go on: the holder, its task, since when, and what is free instead. */
import type { ProjectId } from '../ids.ts';
import type { Problem } from '../problem.ts';
import { readyTasks } from '../tasks/readiness.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { waitersFor } from './held.ts';
import type { Lock } from './lock.ts';

/** As many as a model or a person takes in at a glance. */
const SHOWN_TASKS = 3;

/** `worker 2 for T7 since …`; null when nobody holds it. */
export const holderText = (world: World, project: string): string | null => {
  const lock = world.locks[project];
  if (lock === undefined) return null;
  const purpose = lock.task === null ? '' : ` for ${lock.task}`;
  return `worker ${lock.holder}${purpose} since ${new Date(lock.grantedAt).toISOString()}`;
};

export const heldByOther = (world: World, lock: Lock): Problem => {
  const waiting = waitersFor(world, lock.project).length;
  const line = waiting === 0 ? '' : `; ${waiting} in line for it`;
  return {
    kind: 'busy',
    message: `${lock.project} is held by ${holderText(world, lock.project)}${line}`,
    next: freeInstead(world),
  };
};

/** What is being shipped is edited by nobody. */
export const heldByRun = (world: World, project: ProjectId): Problem => {
  const hold = world.holds[project];
  const run = world.runs[hold?.run ?? ''];
  return {
    kind: 'busy',
    message: `${project} is held by deploy ${hold?.run ?? '-'} of ${run?.pipeline ?? '-'} since ${new Date(hold?.since ?? 0).toISOString()}`,
    next: freeInstead(world),
  };
};

/** One project for each worker: who held one and waited for another could wait in a circle. */
export const holdsAnother = ({ number }: Worker, { project }: Lock): Problem => ({
  kind: 'busy',
  message: `worker ${number} holds ${project} and may hold one project only`,
  next: `Release ${project} first with release_project.`,
});

const freeInstead = (world: World): string => {
  const free = readyTasks(world)
    .slice(0, SHOWN_TASKS)
    .map((task) => `${task.id} (${task.project})`);
  return free.length === 0 ? 'No other task is free now.' : `Free now: ${free.join(', ')}.`;
};
