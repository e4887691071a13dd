/**
 * The arbiter: one project has one holder, and one worker holds one project at most. Who waits holds nothing, so that
 * nobody ever waits in a circle. Every refusal says who holds it, for which task, and what else is free.
 */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import { fail, ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import { findLiveWorker } from '../workers/find.ts';
import { asProblem, missingOfTask } from '../workers/stop.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { lapsed, released } from './freeing.ts';
import { lockOf } from './held.ts';
import { heldByOther, heldByRun, holdsAnother, noteRefusal } from './refusal.ts';
import { renewWall } from './wall.ts';

type LockCommand = Extract<
  Command,
  {
    kind: 'claim-project' | 'release-project' | 'force-release' | 'lapse-lock' | 'renew-wall' | 'note-refusal';
  }
>;
type Claim = Extract<Command, { kind: 'claim-project' }>;

export const decideLocks = (world: World, command: LockCommand): Decided => {
  switch (command.kind) {
    case 'claim-project':
      return asLive(world, command, (worker) => claim(world, worker, command));
    case 'release-project':
      return asLive(world, command, (worker) => release(world, worker));
    case 'force-release':
      return forceRelease(world, command);
    case 'lapse-lock':
      return lapse(world, command);
    case 'renew-wall':
      return asLive(world, command, (worker) => ok(renewWall(world, worker)));
    case 'note-refusal':
      return asLive(world, command, () => noteRefusal(world, command));
    default:
      return unreachable(command);
  }
};

const asLive = (
  world: World,
  { worker, generation }: Pick<Claim, 'worker' | 'generation'>,
  decideFor: (worker: Worker) => Decided,
): Decided => {
  const found = findLiveWorker(world, worker, generation);
  return found.ok ? decideFor(found.value) : found;
};

const claim = (world: World, worker: Worker, { project, door, wait = false }: Claim): Decided => {
  if (!world.projects.includes(project)) {
    return fail({
      kind: 'missing',
      message: `${project} is not a project of this workspace`,
      expected: `one of ${world.projects.join(', ')}`,
    });
  }
  const who = { worker: worker.number, generation: worker.generation };
  const held = world.locks[project];
  if (held?.holder === worker.number && held.generation === worker.generation) {
    const atWork = worker.step !== 'startup' && worker.step !== 'claim';
    return ok(atWork ? [] : [{ kind: 'step.entered', worker: worker.number, step: 'work' }]);
  }
  const other = lockOf(world, worker.number);
  if (other !== null && other.project !== project) {
    return fail(held === undefined ? holdsAnother(worker, other) : heldByOther(world, held));
  }
  const hold = world.holds[project];
  if (hold !== undefined || (held !== undefined && held.holder !== worker.number)) {
    if (!wait)
      return fail(hold === undefined && held !== undefined ? heldByOther(world, held) : heldByRun(world, project));
    const inLine = world.lockWaits.some(
      (one) => one.worker === worker.number && one.generation === worker.generation && one.project === project,
    );
    return ok(inLine ? [] : [{ kind: 'lock.queued', project, ...who, door }]);
  }
  return ok([
    { kind: 'lock.granted', project, ...who, fence: world.lastFence + 1, task: worker.task, door },
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
    ...released(world, lock, 'the worker released it'),
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

const forceRelease = (world: World, { project }: Extract<Command, { kind: 'force-release' }>): Decided => {
  const lock = world.locks[project];
  return lock === undefined
    ? fail({ kind: 'missing', message: `nobody holds ${project}` })
    : ok(released(world, lock, 'released by force'));
};

/** Only the grant whose lease passed: a newer fence is another hold, and stands. */
const lapse = (world: World, { project, fence, because }: Extract<Command, { kind: 'lapse-lock' }>): Decided => {
  const lock = world.locks[project];
  return ok(lock?.fence === fence ? lapsed(world, lock, because) : []);
};
