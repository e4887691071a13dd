/** A session that gets no further: it says so itself, or does the same over and over. Up one tier, else to a person. */
import type { Event } from '../event.ts';
import { decisionId } from '../ids.ts';
import { lockOf } from '../locks/held.ts';
import { UNFINISHED } from '../workers/questions.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { climbOrAsk } from './climb.ts';

export const stuck = (world: World, worker: Worker, because: string): readonly Event[] => {
  if (worker.task === null || waits(world, worker)) return [];
  const up = climbOrAsk(world, worker, because);
  return up.length > 0 ? up : [askHuman(world, worker, because)];
};

const waits = (world: World, { number, task }: Worker): boolean =>
  Object.values(world.decisions).some(
    (decision) => decision.worker === number && decision.task === task && decision.state.kind === 'waiting',
  );

/** The same question as of a task that stopped unfinished: go on, or give it up. */
const askHuman = (world: World, worker: Worker, because: string): Event => ({
  kind: 'decision.asked',
  decision: decisionId(`D${world.lastDecision + 1}`),
  worker: worker.number,
  generation: worker.generation,
  project: lockOf(world, worker.number)?.project ?? null,
  task: worker.task,
  question: {
    kind: 'posted',
    text: `${worker.task} gets no further: ${because}. No dearer tier is open to it. Approve: it goes on. Deny: the task has failed and its project is free.`,
  },
  binding: UNFINISHED,
  because,
});
