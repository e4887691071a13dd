/** Questions that gaffer itself puts to the human: their answers are acted on, and told to no worker. */
import type { Event } from '../event.ts';
import { askHumanFor } from '../policies/ask-human.ts';
import type { World } from '../world.ts';
import type { Worker } from './worker.ts';

/** The answer means: go on with the task, or give it up. */
export const UNFINISHED = 'unfinished';
/** The answer means: up one tier, or stay. */
export const CLIMB = 'climb';
/** Begins the binding of a question about a budget; the budget's id follows. */
export const BUDGET = 'budget ';
/** Begins the binding of a proposed rule; the fingerprint of the failure that it prevents follows. */
export const LESSON = 'lesson:';

/** Whether gaffer asked it, though it bears the number of the worker that it is about. */
export const isOwnQuestion = (binding: string): boolean =>
  binding === UNFINISHED || binding === CLIMB || binding.startsWith(BUDGET) || binding.startsWith(LESSON);

interface OwnQuestion {
  readonly text: string;
  readonly binding: string;
  readonly because: string;
}

/** About the task that the worker has. */
export const askAboutTask = (world: World, worker: Worker, { text, binding, because }: OwnQuestion): Event =>
  askHumanFor(world, worker, { question: { kind: 'posted', text }, binding, because });

/** Whether the task is gone on with, or given up; `what` says how it stands. */
export const askUnfinished = (world: World, worker: Worker, what: string, because: string): Event =>
  askAboutTask(world, worker, {
    text: `${worker.task} ${what}. Approve: it goes on. Deny: the task has failed and its project is free.`,
    binding: UNFINISHED,
    because,
  });
