/**
 * Puts a question to the human: the only maker of `decision.asked`, so that whoever asks, the gate, a worker, a budget, a
 * lesson or a deploy, counts the same numbers on. Each is asked in a World that knows of the one before (in-turn.ts).
 */
import { type DecisionId, decisionId } from '../ids.ts';
import { lockOf } from '../locks/held.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import type { PolicyEvent } from './events.ts';

export type Asked = Extract<PolicyEvent, { kind: 'decision.asked' }>;

/** The number that the next question gets; for a question whose text names it. */
export const nextDecision = (world: World): DecisionId => decisionId(`D${world.lastDecision + 1}`);

export const askHuman = (world: World, about: Omit<Asked, 'kind' | 'decision'>): Asked => ({
  kind: 'decision.asked',
  decision: nextDecision(world),
  ...about,
});

/** In the name of a worker: about the task that it has and the project that it holds. */
export const askHumanFor = (
  world: World,
  worker: Worker,
  question: Pick<Asked, 'question' | 'binding' | 'because'>,
): Asked =>
  askHuman(world, {
    worker: worker.number,
    generation: worker.generation,
    project: lockOf(world, worker.number)?.project ?? null,
    task: worker.task,
    ...question,
  });
