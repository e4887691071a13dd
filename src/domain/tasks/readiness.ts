/** Whether a task can be worked on now, and if not, why: the one answer that dispatcher, panes and refusals share. */
import type { WorkerNumber } from '../ids.ts';
import { unreachable } from '../unreachable.ts';
import type { World } from '../world.ts';
import type { Task } from './task.ts';

export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done' }
  | { readonly kind: 'idea' }
  | { readonly kind: 'assigned'; readonly worker: WorkerNumber }
  | { readonly kind: 'failed' }
  | { readonly kind: 'waits'; readonly needs: readonly string[] }
  | { readonly kind: 'locked'; readonly holder: WorkerNumber }
  | { readonly kind: 'shipping'; readonly run: string }
  | { readonly kind: 'no-project'; readonly project: string | null };

export const readiness = (world: World, task: Task): Readiness => {
  const record = world.records[task.id];
  if (task.done || record?.status === 'done') return { kind: 'done' };
  if (record?.status === 'assigned' && record.worker !== null) return { kind: 'assigned', worker: record.worker };
  if (record?.status === 'failed') return { kind: 'failed' };
  if (task.section === 'ideas') return { kind: 'idea' };
  const needs = task.needs.filter((need) => !isDone(world, need));
  if (needs.length > 0) return { kind: 'waits', needs };
  if (task.project === null || !world.projects.includes(task.project))
    return { kind: 'no-project', project: task.project };
  const hold = world.holds[task.project];
  if (hold !== undefined) return { kind: 'shipping', run: hold.run };
  const lock = world.locks[task.project];
  return lock === undefined ? { kind: 'ready' } : { kind: 'locked', holder: lock.holder };
};

/** Ready tasks, the most urgent first, in the order of the file within one priority. */
export const readyTasks = (world: World): readonly Task[] =>
  Object.values(world.tasks)
    .filter((task) => readiness(world, task).kind === 'ready')
    .sort((left, right) => URGENCY[left.priority] - URGENCY[right.priority] || left.line - right.line);

export const URGENCY = { high: 0, normal: 1, low: 2 } as const;

/** In a few words, for a person: `needs T3, T4`, `apps/alpha is held by worker 2`. */
export const describeReadiness = (task: Task, state: Readiness): string => {
  switch (state.kind) {
    case 'ready':
      return 'ready';
    case 'done':
      return 'done';
    case 'idea':
      return 'an idea: move it under Ready to have it done';
    case 'assigned':
      return `worker ${state.worker} has it`;
    case 'failed':
      return 'has failed: edit it and give it a new id, or do it by hand';
    case 'waits':
      return `needs ${state.needs.join(', ')}`;
    case 'locked':
      return `${task.project ?? 'its project'} is held by worker ${state.holder}`;
    case 'shipping':
      return `${task.project ?? 'its project'} is being deployed by ${state.run}`;
    case 'no-project':
      return state.project === null ? 'names no project' : `${state.project} is not a project of this workspace`;
    default:
      return unreachable(state);
  }
};

const isDone = (world: World, id: string): boolean =>
  world.tasks[id]?.done === true || world.records[id]?.status === 'done';
