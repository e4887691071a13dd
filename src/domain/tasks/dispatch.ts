/**
 * The dispatcher: gives an idle worker the most urgent ready task whose project is free. It claims the project in the
 * same breath, so that the session starts with its lock held. What waits long becomes more urgent, and among equals the
 * project that was served longest ago comes first, so that nothing waits for ever.
 */
import type { Event } from '../event.ts';
import type { ProjectId, TierName } from '../ids.ts';
import { type DecisionStep, inTurn } from '../in-turn.ts';
import { lockOf } from '../locks/held.ts';
import { isToBeWoken } from '../mail/decide.ts';
import { askBudget } from '../tiers/budget-events.ts';
import { routeTask } from '../tiers/route.ts';
import { wantSession } from '../workers/wanting.ts';
import { isRunning, type Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { readiness, readyTasks, URGENCY } from './readiness.ts';
import type { Task } from './task.ts';

/** Work for all whose session sits idle. */
export const dispatchIdle = (world: World, now: number): readonly Event[] =>
  inTurn(
    world,
    now,
    Object.values(world.workers)
      .filter((worker) => worker.state.kind === 'idle')
      .map(({ number }) => dispatchTo(number, now)),
  );

/** Work for one worker, which is idle or has no session; nothing when there is none, or when it is not free. */
export const dispatchTo =
  (number: Worker['number'], now: number): DecisionStep =>
  (world) => {
    const worker = world.workers[number];
    if (worker === undefined || !mayDispatch(world) || !isFree(world, worker)) return [];
    const choice = chooseTask(world, now, number);
    if (choice !== null) return assign(world, worker, choice);
    return worker.state.kind === 'idle' ? askForMoney(world, worker) : [];
  };

export interface Choice {
  readonly task: Task;
  readonly project: ProjectId;
  readonly because: string;
  /** Null leaves the tier to the agent's own default. */
  readonly tier: TierName | null;
  /** How the tier was found. */
  readonly derivation: readonly string[];
}

/** The task that comes next; null when none is ready. */
export const chooseTask = (world: World, now: number, worker: number | null = null): Choice | null => {
  const free = new Set(
    world.projects.filter((project) => world.locks[project] === undefined && world.holds[project] === undefined),
  );
  if (free.size === 0) return null;
  const served = lastServed(world);
  let best: (Ranked & Pick<Choice, 'tier' | 'derivation'>) | null = null;
  for (const id in world.tasks) {
    const task = world.tasks[id];
    // What is cheap to know comes first: a backlog may hold thousands, and this runs at every idle worker.
    if (task === undefined || task.done || task.project === null || !free.has(task.project)) continue;
    const { project } = task;
    const ranked = { task, project, lift: liftOf(world, task, now), served: served.get(project) ?? 0 };
    if (best !== null && compare(ranked, best) >= 0) continue;
    if (readiness(world, task).kind !== 'ready') continue;
    const route = routeTask(world, task, worker);
    if (route.kind === 'go') best = { ...ranked, tier: route.tier, derivation: route.derivation };
  }
  if (best === null) return null;
  const { task, project, tier, derivation } = best;
  return { task, project, because: reasonFor(best), tier, derivation };
};

interface Ranked {
  readonly task: Task;
  readonly project: ProjectId;
  /** Steps of priority that it has gained by waiting. */
  readonly lift: number;
  /** When its project was last given a task; 0 for never. */
  readonly served: number;
}

/** Half a working day: what was put off in the morning is as urgent as the rest in the afternoon. */
const LIFT_AFTER_MS = 4 * 3_600_000;

const liftOf = (world: World, task: Task, now: number): number =>
  Math.floor((now - (world.seenAt[task.id] ?? now)) / LIFT_AFTER_MS);

const compare = (left: Ranked, right: Ranked): number =>
  URGENCY[left.task.priority] - left.lift - (URGENCY[right.task.priority] - right.lift) ||
  left.served - right.served ||
  left.task.line - right.task.line;

const lastServed = (world: World): ReadonlyMap<ProjectId, number> => {
  const served = new Map<ProjectId, number>();
  for (const { id, startedAt } of Object.values(world.records)) {
    const project = world.tasks[id]?.project ?? null;
    if (project !== null) served.set(project, Math.max(served.get(project) ?? 0, startedAt ?? 0));
  }
  return served;
};

const reasonFor = ({ task, lift, served }: Ranked): string =>
  [
    `most urgent ready task (${task.priority}${lift > 0 ? `, ${lift} higher for its waiting` : ''}) whose project is free`,
    served === 0 ? 'its project was not served yet' : 'its project was served longest ago',
  ].join('; ');

const mayDispatch = ({ fleet }: World): boolean =>
  fleet.dispatch === 'auto' && fleet.state === 'running' && fleet.hooks;

const isFree = (world: World, worker: Worker): boolean =>
  worker.task === null &&
  lockOf(world, worker.number) === null &&
  !isToBeWoken(world, worker.number) &&
  (worker.state.kind === 'idle' || !isRunning(worker.state));

/** Nothing may begin because a budget is used up: a person is asked about the first task that waits for it. */
const askForMoney = (world: World, worker: Worker): readonly Event[] => {
  if (Object.keys(world.budgets).length === 0) return [];
  const stopped = readyTasks(world).find((task) => routeTask(world, task, worker.number).kind === 'over-budget');
  return stopped === undefined ? [] : askBudget(world, worker, { task: stopped.id, project: stopped.project });
};

export const assign = (
  world: World,
  worker: Worker,
  { task, project, because, tier, derivation }: Choice,
): readonly Event[] => [
  { kind: 'task.assigned', task: task.id, worker: worker.number, because },
  ...(tier === null || derivation.length === 0
    ? []
    : [{ kind: 'task.routed', task: task.id, worker: worker.number, tier, derivation } as const]),
  {
    kind: 'lock.granted',
    project,
    worker: worker.number,
    generation: worker.generation + 1,
    fence: world.lastFence + 1,
    task: task.id,
    door: 'dispatcher',
  },
  ...wantSession(world, worker, { resume: null, project, tier, notBefore: null }),
];
