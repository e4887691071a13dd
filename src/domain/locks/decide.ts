/**
 * The arbiter: one project has one holder, and one worker holds one project at most, so that nobody ever waits in a
 * circle. Every refusal says who holds it, for which task, and what else is free.
 */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import { fail, ok, type Problem } from '../problem.ts';
import { readyTasks } from '../tasks/readiness.ts';
import { unreachable } from '../unreachable.ts';
import { findLiveWorker } from '../workers/find.ts';
import { asProblem, missingOfTask } from '../workers/stop.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { lockOf } from './held.ts';
import type { Lock } from './lock.ts';

type LockCommand = Extract<Command, { kind: 'claim-project' | 'release-project' | 'force-release' }>;

export const decideLocks = (world: World, command: LockCommand): Decided => {
  if (command.kind === 'force-release') return forceRelease(world, command);
  const found = findLiveWorker(world, command.worker, command.generation);
  if (!found.ok) return found;
  switch (command.kind) {
    case 'claim-project':
      return claim(world, found.value, command);
    case 'release-project':
      return release(world, found.value);
    default:
      return unreachable(command);
  }
};

const claim = (world: World, worker: Worker, command: Extract<Command, { kind: 'claim-project' }>): Decided => {
  const { project, door } = command;
  if (!world.projects.includes(project)) {
    return fail({
      kind: 'missing',
      message: `${project} is not a project of this workspace`,
      expected: `one of ${world.projects.join(', ')}`,
    });
  }
  const held = world.locks[project];
  if (held?.holder === worker.number && held.generation === worker.generation) {
    return ok(
      worker.step === 'startup' || worker.step === 'claim'
        ? [{ kind: 'step.entered', worker: worker.number, step: 'work' }]
        : [],
    );
  }
  if (held !== undefined && held.holder !== worker.number) return fail(heldByOther(world, held));
  const other = lockOf(world, worker.number);
  if (other !== null && other.project !== project) {
    return fail({
      kind: 'busy',
      message: `worker ${worker.number} holds ${other.project} and may hold one project only`,
      next: `Release ${other.project} first with release_project.`,
    });
  }
  return ok([
    {
      kind: 'lock.granted',
      project,
      worker: worker.number,
      generation: worker.generation,
      fence: world.lastFence + 1,
      task: worker.task,
      door,
    },
    { kind: 'step.entered', worker: worker.number, step: 'work' },
  ]);
};

/** With a task, release ends it: so the change must have been logged before, and each criterion shown to be met. */
const release = (world: World, worker: Worker): Decided => {
  const lock = lockOf(world, worker.number);
  if (lock === null) {
    return fail({
      kind: 'missing',
      message: `worker ${worker.number} holds no project`,
      next: 'There is nothing to release.',
    });
  }
  const { task } = worker;
  const missing = missingOfTask(world, worker);
  if (missing.length > 0) return fail(asProblem(missing));
  return ok([
    { kind: 'step.entered', worker: worker.number, step: 'release' },
    released(lock, 'the worker released it'),
    ...(task === null
      ? []
      : [
          {
            kind: 'task.ended',
            task,
            worker: worker.number,
            outcome: 'done',
            because: 'released by its worker',
          } as const,
        ]),
  ]);
};

const forceRelease = (world: World, command: Extract<Command, { kind: 'force-release' }>): Decided => {
  const lock = world.locks[command.project];
  return lock === undefined
    ? fail({ kind: 'missing', message: `nobody holds ${command.project}` })
    : ok([released(lock, 'released by force')]);
};

const released = (lock: Lock, because: string): Event => ({
  kind: 'lock.released',
  project: lock.project,
  worker: lock.holder,
  fence: lock.fence,
  because,
});

/** Names the holder, its task and since when, and what is free instead. */
export const heldByOther = (world: World, lock: Lock): Problem => {
  const free = readyTasks(world)
    .slice(0, 3)
    .map((task) => `${task.id} (${task.project})`);
  const purpose = lock.task === null ? '' : ` for ${lock.task}`;
  return {
    kind: 'busy',
    message: `${lock.project} is held by worker ${lock.holder}${purpose} since ${new Date(lock.grantedAt).toISOString()}`,
    next: free.length === 0 ? 'No other task is free now.' : `Free now: ${free.join(', ')}.`,
  };
};
