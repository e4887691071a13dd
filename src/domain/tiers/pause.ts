/**
 * A task in work whose budget is used up: at the next edge between two calls its turn ends where it is, without another
 * request to the model, and a person is asked. It goes on there when there is money again: raised, or on the next day.
 * A session that was told nothing yet is not told anything before that.
 */
import type { Event } from '../event.ts';
import { lockOf } from '../locks/held.ts';
import { firstPrompt } from '../workers/first-prompt.ts';
import { isRunning, type Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { type BudgetUse, describeBudget, exhausted } from './budget.ts';
import { askBudget } from './budget-events.ts';
import { isFree } from './tiers.ts';

/** The budget that stands against going on; null for none, and for a session that costs nothing or has no task. */
export const overBudget = (world: World, { number, task, session }: Worker): BudgetUse | null => {
  const tier = world.tiers.settings?.ladder.find(({ name }) => name === session?.tier);
  if (task === null || tier === undefined || isFree(tier)) return null;
  const project = lockOf(world, number)?.project ?? world.tasks[task]?.project ?? null;
  return exhausted(world, { task, project, worker: number })[0] ?? null;
};

/** Nothing when there is money. */
export const pause = (world: World, worker: Worker): readonly Event[] => {
  const over = overBudget(world, worker);
  const { number, generation, task } = worker;
  if (over === null || task === null) return [];
  const because = describeBudget(over);
  const project = lockOf(world, number)?.project ?? null;
  return [
    { kind: 'worker.paused', worker: number, generation, task, because },
    ...askBudget(world, worker, { task, project }, isTold(worker) ? 'is paused in its middle' : waitsOn(worker)),
  ];
};

const isTold = ({ session }: Worker): boolean => session?.prompted === true;

const waitsOn = ({ session }: Worker): string => `waits to go on on ${session?.tier ?? 'its tier'}`;

/** Those that were paused and for which there is money again. */
export const goOnPaused = (world: World): readonly Event[] =>
  Object.values(world.workers).flatMap((worker) =>
    (worker.paused ?? null) === null || !isRunning(worker.state) || overBudget(world, worker) !== null
      ? []
      : [
          {
            kind: 'prompt.wanted',
            worker: worker.number,
            generation: worker.generation,
            purpose: 'task',
            text: textFor(world, worker),
          } as const,
        ],
  );

const textFor = (world: World, worker: Worker): string => {
  const first = isTold(worker) ? null : firstPrompt(world, worker);
  return first ?? `Go on with [task ${worker.task}] where you stopped: there is budget for it again.`;
};
