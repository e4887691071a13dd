/** A session that gets no further: it says so itself, or does the same over and over. Up one tier, else to a person. */
import type { Event } from '../event.ts';
import { askUnfinished } from '../workers/questions.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { climbOrAsk } from './climb.ts';

export const stuck = (world: World, worker: Worker, because: string): readonly Event[] => {
  if (worker.task === null || waits(world, worker)) return [];
  const up = climbOrAsk(world, worker, because);
  return up.length > 0 ? up : [askStuck(world, worker, because)];
};

const waits = (world: World, { number, task }: Worker): boolean =>
  Object.values(world.decisions).some(
    (decision) => decision.worker === number && decision.task === task && decision.state.kind === 'waiting',
  );

/** The same question as of a task that stopped unfinished. */
const askStuck = (world: World, worker: Worker, because: string): Event =>
  askUnfinished(world, worker, `gets no further: ${because}. No dearer tier is open to it`, because);
