/** Why a claim is refused, in words that let the asker go on: the holder, its task, since when, and what is free instead. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Logged } from '../event.ts';
import type { ProjectId, TaskId, WorkerNumber } from '../ids.ts';
import { ok, type Problem } from '../problem.ts';
import { drop, put } from '../records.ts';
import { readyTasks } from '../tasks/readiness.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { lockOf, waitersFor } from './held.ts';
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

/** What the journal keeps of a refused claim. */
export interface Refusal {
  /** Of the hold that stood against it. */
  readonly holder: WorkerNumber;
  readonly fence: number;
  readonly task: TaskId | null;
  readonly since: number;
  /** Null where no lease is counted. */
  readonly leaseLeftMs: number | null;
  /** Ready tasks whose project was free then. */
  readonly free: readonly TaskId[];
}

/** The newest refusal of a worker, until its next grant. */
export interface LastRefusal {
  readonly project: ProjectId;
  readonly fence: number;
  readonly at: number;
}

/** One event for each hold that a worker runs against, however often it tries: a storm of tries says nothing more. */
export const noteRefusal = (
  world: World,
  { worker, project, leaseLeftMs, because }: Extract<Command, { kind: 'note-refusal' }>,
): Decided => {
  const against = world.locks[project] ?? lockOf(world, worker);
  if (against === null) return ok([]);
  const { holder, fence, task, grantedAt: since } = against;
  const last = world.refusals?.[worker];
  if (last?.project === project && last.fence === fence) return ok([]);
  const free = freeTasks(world).map(({ id }) => id);
  const refusal: Refusal = { holder, fence, task, since, leaseLeftMs, free };
  return ok([{ kind: 'lock.refused', project, worker, because, refusal }]);
};

export const evolveRefusals = (world: World, { event, at }: Logged): World => {
  const { refusals = {} } = world;
  switch (event.kind) {
    case 'lock.refused': {
      const { worker, project, refusal } = event;
      return refusal === undefined
        ? world
        : { ...world, refusals: put(refusals, worker, { project, fence: refusal.fence, at }) };
    }
    case 'lock.granted':
      return refusals[event.worker] === undefined ? world : { ...world, refusals: drop(refusals, event.worker) };
    default:
      return world;
  }
};

const freeTasks = (world: World) => readyTasks(world).slice(0, SHOWN_TASKS);

const freeInstead = (world: World): string => {
  const free = freeTasks(world).map((task) => `${task.id} (${task.project})`);
  return free.length === 0 ? 'No other task is free now.' : `Free now: ${free.join(', ')}.`;
};
