/**
 * The dispatcher: gives an idle worker the most urgent ready task whose project is free. It claims the project in the
 * same breath, so that the session starts with its lock held.
 */
import type { Event } from '../event.ts';
import type { ProjectId } from '../ids.ts';
import { type DecisionStep, inTurn } from '../in-turn.ts';
import { lockOf } from '../locks/held.ts';
import { wantSession } from '../workers/wanting.ts';
import { isRunning, type Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { readyTasks } from './readiness.ts';
import type { Task } from './task.ts';

/** Work for all whose session sits idle. */
export const dispatchIdle = (world: World, now: number): readonly Event[] =>
  inTurn(
    world,
    now,
    Object.values(world.workers)
      .filter((worker) => worker.state.kind === 'idle')
      .map(({ number }) => dispatchTo(number)),
  );

/** Work for one worker, which is idle or has no session; nothing when there is none, or when it is not free. */
export const dispatchTo =
  (number: Worker['number']): DecisionStep =>
  (world) => {
    const worker = world.workers[number];
    if (worker === undefined || !mayDispatch(world) || !isFree(world, worker)) return [];
    const task = readyTasks(world)[0];
    return task?.project === undefined || task.project === null ? [] : assign(world, worker, task, task.project);
  };

const mayDispatch = ({ fleet }: World): boolean =>
  fleet.dispatch === 'auto' && fleet.state === 'running' && fleet.hooks;

const isFree = (world: World, worker: Worker): boolean =>
  worker.task === null &&
  lockOf(world, worker.number) === null &&
  (worker.state.kind === 'idle' || !isRunning(worker.state));

const assign = (world: World, worker: Worker, task: Task, project: ProjectId): readonly Event[] => [
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
    fence: world.lastFence + 1,
    task: task.id,
    door: 'dispatcher',
  },
  ...wantSession(world, worker, { resume: null, project, tier: task.tier, notBefore: null }),
];
