/** Why no task is being given out, or what is: the question that always has an answer, on screen and from the command line. */
import { lockOf } from '../locks/held.ts';
import { routeTask } from '../tiers/route.ts';
import { isRunning } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { chooseTask } from './dispatch.ts';
import { type Readiness, readiness } from './readiness.ts';
import type { Task } from './task.ts';

export interface DispatchAnswer {
  /** One sentence. */
  readonly answer: string;
  /** Open tasks by what they wait for, the largest group first. */
  readonly waiting: readonly { readonly reason: string; readonly tasks: readonly string[] }[];
}

export const whyNotDispatched = (world: World, now: number): DispatchAnswer => {
  const open = Object.values(world.tasks)
    .map((task) => ({ task, state: readiness(world, task) }))
    .filter(({ state }) => state.kind !== 'done');
  const waiting = Map.groupBy(open, ({ state }) => REASONS[state.kind]);
  return {
    answer: answerFor(world, now, open),
    waiting: [...waiting]
      .map(([reason, entries]) => ({ reason, tasks: entries.map(({ task }) => String(task.id)) }))
      .toSorted((one, other) => other.tasks.length - one.tasks.length),
  };
};

const REASONS: Readonly<Record<Readiness['kind'], string>> = {
  ready: 'ready, and waits for a worker',
  done: 'done',
  idea: 'only an idea',
  assigned: 'in work',
  failed: 'has failed and waits for a person',
  waits: 'needs other tasks first',
  locked: 'its project is held',
  shipping: 'its project is being deployed',
  'no-project': 'names no project of this workspace',
};

interface Open {
  readonly task: Task;
  readonly state: Readiness;
}

const answerFor = (world: World, now: number, open: readonly Open[]): string => {
  const { fleet } = world;
  if (fleet.state !== 'running') return `the fleet is ${fleet.state}: nothing is given out`;
  if (!fleet.hooks) return `${fleet.agent ?? 'the agent'} has no hooks, so no gate could stand: workers get no tasks`;
  if (open.length === 0) return noneOpen(Object.values(world.tasks).length);
  const choice = chooseTask(world, now);
  if (choice === null) {
    const kept = open.find(({ task, state }) => state.kind === 'ready' && whyKept(world, task) !== null);
    if (kept !== undefined) return `${kept.task.id} is ready and waits: ${whyKept(world, kept.task)}`;
    return noneReady(open.length, open.filter(({ state }) => state.kind === 'assigned').length);
  }
  if (fleet.dispatch === 'off') return `dispatch is off: ${choice.task.id} would be next`;
  if (fleet.dispatch === 'self') return `dispatch is self: a worker that asks next_task gets ${choice.task.id}`;
  const free = Object.values(world.workers).filter(
    ({ number, task, state }) => task === null && lockOf(world, number) === null && state.kind === 'idle',
  );
  if (free.length > 0) return `${choice.task.id} goes to worker ${free[0]?.number}: ${choice.because}`;
  return `${choice.task.id} is next, and no worker is free: ${Object.values(world.workers).map(describe).join(', ')}`;
};

const noneReady = (open: number, working: number): string => {
  if (working === open) return open === 1 ? 'the one open task is in work' : `all ${open} open tasks are in work`;
  if (working === 0) return open === 1 ? 'the one open task is not ready' : `none of ${open} open tasks is ready`;
  const are = working === 1 ? 'is' : 'are';
  return `${working} of ${open} open tasks ${are} in work, and ${open - working === 1 ? 'the other is not' : 'none of the others is'} ready`;
};

const noneOpen = (tasks: number): string =>
  tasks === 0 ? 'the backlog has no open task' : `the backlog has no open task: ${tasks} done`;

/** What its tier or a budget has against it; null for nothing. */
const whyKept = (world: World, task: Task): string | null => {
  const route = routeTask(world, task, null);
  return route.kind === 'go' ? null : route.because;
};

const describe = ({ number, state, task }: World['workers'][string]): string =>
  `worker ${number} ${task === null ? (isRunning(state) ? `is ${state.kind}` : `is ${state.kind} and must be started`) : `has ${task}`}`;
