/**
 * Handing out a task outside the dispatcher's round: to a worker that asks for one (mode `self`), or by a person, in any
 * mode. Both end in the dispatcher's own grant, so that session, tier and lock come about in one way.
 */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import type { TaskId } from '../ids.ts';
import { lockOf } from '../locks/held.ts';
import { isToBeWoken } from '../mail/decide.ts';
import { fail, ok, type Result } from '../problem.ts';
import { routeTask } from '../tiers/route.ts';
import { visible } from '../visible.ts';
import { findLiveWorker, findWorker } from '../workers/find.ts';
import { isRunning, type Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { assign, type Choice, chooseTask } from './dispatch.ts';
import { describeReadiness, readiness } from './readiness.ts';
import { whyNotDispatched } from './why-not.ts';

/** `task` names another ready one than the best; null takes the best. */
export const takeTask = (world: World, command: Extract<Command, { kind: 'take-task' }>, now: number): Decided => {
  const found = findLiveWorker(world, command.worker, command.generation);
  if (!found.ok) return found;
  const worker = found.value;
  const { dispatch } = world.fleet;
  const occupied = occupation(world, worker);
  if (occupied !== null)
    return fail({ kind: 'busy', message: occupied, next: 'Finish it, release, then ask for the next.' });
  const choice =
    command.task === null ? bestChoice(world, now) : chosen(world, command.task, `worker ${worker.number} picked it`);
  if (!choice.ok || dispatch === 'self') return choice.ok ? ok(assign(world, worker, choice.value)) : choice;
  return fail({
    kind: 'refused',
    message:
      dispatch === 'auto'
        ? `${choice.value.task.id} is next (${choice.value.because}), and the dispatcher gives tasks out`
        : `dispatch is off: a person gives tasks out. ${choice.value.task.id} would be next (${choice.value.because})`,
    next: dispatch === 'auto' ? 'End your turn: an idle worker is given the next task.' : 'End your turn and wait.',
  });
};

/** A person's word goes before urgency and mode, and not before needs, locks or another worker's task. */
export const assignTask = (world: World, command: Extract<Command, { kind: 'assign-task' }>): Decided => {
  if (world.fleet.state !== 'running' || !world.fleet.hooks)
    return fail({ kind: 'refused', message: 'this fleet gives no tasks out', found: world.fleet.state });
  const found = command.worker === null ? freeWorker(world) : findWorker(world, command.worker);
  if (!found.ok) return found;
  const worker = found.value;
  const occupied = occupation(world, worker);
  if (occupied !== null || !isAvailable(worker)) {
    return fail({
      kind: 'busy',
      message: occupied ?? `worker ${worker.number} is ${worker.state.kind}, and only an idle one can be given a task`,
    });
  }
  const choice = chosen(world, command.task, 'a person gave it out');
  return choice.ok ? ok(assign(world, worker, choice.value)) : choice;
};

/** In mode `self`: idle workers are told once that there is something to pick, and again when that has changed. */
export const inviteIdle = (world: World, now: number): readonly Event[] => {
  if (world.fleet.dispatch !== 'self' || world.fleet.state !== 'running' || !world.fleet.hooks) return [];
  const choice = chooseTask(world, now);
  if (choice === null) return [];
  const { task } = choice;
  return Object.values(world.workers)
    .filter(
      (worker) =>
        worker.state.kind === 'idle' &&
        occupation(world, worker) === null &&
        !isToBeWoken(world, worker.number) &&
        world.invitations[worker.number] !== task.id,
    )
    .map(({ number, generation }) => ({
      kind: 'worker.invited',
      worker: number,
      generation,
      task: task.id,
      text: inviteText(choice),
    }));
};

/** By its title and not by its id: the worker is not told to do it, but to ask. */
const inviteText = ({ task, project, because }: Choice): string =>
  [
    'You are free, and in this fleet workers pick their own tasks.',
    'Call mcp__gaffer__next_task: it hands you the best ready task, or the ready one that you name, and says why.',
    `Best now, in ${project} (${because}):`,
    `> ${visible(task.title.replace(/\s+/g, ' '))}`,
    'See mcp__gaffer__fleet_status for what the others do. Then end your turn: a fresh session begins with the task.',
  ].join('\n');

const bestChoice = (world: World, now: number): Result<Choice> => {
  const choice = chooseTask(world, now);
  return choice === null
    ? fail({ kind: 'missing', message: `no task is ready: ${whyNotDispatched(world, now).answer}` })
    : ok(choice);
};

const chosen = (world: World, id: TaskId, because: string): Result<Choice> => {
  const task = world.tasks[id];
  if (task === undefined) {
    return fail({ kind: 'missing', message: `${id} is not in the backlog`, next: 'List the tasks with: gaffer tasks' });
  }
  const state = readiness(world, task);
  if (state.kind !== 'ready' || task.project === null)
    return fail({ kind: 'busy', message: `${id} cannot be given out: ${describeReadiness(task, state)}` });
  const route = routeTask(world, task, null);
  if (route.kind !== 'go') return fail({ kind: 'busy', message: `${id} cannot begin: ${route.because}` });
  return ok({ task, project: task.project, because, tier: route.tier, derivation: route.derivation });
};

/** What keeps the worker from another task; null when nothing does. */
const occupation = (world: World, { number, task }: Worker): string | null => {
  if (task !== null) return `worker ${number} has ${task}`;
  const lock = lockOf(world, number);
  return lock === null ? null : `worker ${number} holds ${lock.project}`;
};

const isAvailable = ({ state }: Worker): boolean => state.kind === 'idle' || !isRunning(state);

const freeWorker = (world: World): Result<Worker> => {
  const free = Object.values(world.workers).filter(
    (worker) => occupation(world, worker) === null && isAvailable(worker),
  );
  const worker = free.find(({ state }) => state.kind === 'idle') ?? free[0];
  return worker === undefined
    ? fail({
        kind: 'busy',
        message: 'no worker is free',
        next: 'Wait for one, or name the worker whose task ends first.',
      })
    : ok(worker);
};
