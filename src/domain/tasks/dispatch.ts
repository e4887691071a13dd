/**
 * The dispatcher: gives each idle worker the most urgent ready task whose project is free, at most one task of a project
 * at a time. It claims the project in the same breath, so that the session starts with its lock held.
 */
import type { Event } from '../event.ts';
import { wantSession } from '../workers/wanting.ts';
import { isRunning, type Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { readyTasks } from './readiness.ts';
import type { Task } from './task.ts';

export interface DispatchScope {
  /** Only workers whose session sits idle; otherwise also seats that have none yet. */
  readonly idleOnly: boolean;
}

export const dispatch = (world: World, { idleOnly }: DispatchScope): readonly Event[] => {
  if (world.fleet.dispatch !== 'auto' || world.fleet.state !== 'running' || !world.fleet.hooks) return [];
  const free = Object.values(world.workers).filter((worker) => isFree(worker, idleOnly));
  const taken = new Set<string>();
  const events: Event[] = [];
  let fence = world.lastFence;
  for (const worker of free) {
    const task = readyTasks(world).find((candidate) => candidate.project !== null && !taken.has(candidate.project));
    if (task?.project === undefined || task.project === null) break;
    taken.add(task.project);
    fence += 1;
    events.push(...assign(worker, task, task.project, fence));
  }
  return events;
};

const isFree = (worker: Worker, idleOnly: boolean): boolean =>
  worker.task === null && (worker.state.kind === 'idle' || (!idleOnly && !isRunning(worker.state)));

const assign = (worker: Worker, task: Task, project: NonNullable<Task['project']>, fence: number): readonly Event[] => [
  {
    kind: 'task.assigned',
    task: task.id,
    worker: worker.number,
    because: `most urgent ready task (${task.priority}) whose project is free`,
  },
  {
    kind: 'lock.granted',
    project,
    worker: worker.number,
    generation: worker.generation + 1,
    fence,
    task: task.id,
    door: 'dispatcher',
  },
  wantSession(worker, { resume: null, project, tier: task.tier, notBefore: null }),
];
