/** Answers to posted questions on their way to the worker that asked: told once, at an edge of its turn, as quoted text. */
import type { WorkerNumber } from '../ids.ts';
import { quoted } from '../quoted.ts';
import { isOwnQuestion } from '../workers/questions.ts';
import type { World } from '../world.ts';
import type { Decision } from './decision.ts';

/** Settled, posted, and not told yet. A session of an older generation speaks for nobody and is told nothing. */
export const undelivered = (
  world: World,
  { worker, generation }: { readonly worker: WorkerNumber; readonly generation: number },
): readonly Decision[] =>
  world.workers[worker]?.generation !== generation
    ? []
    : Object.values(world.decisions).filter(
        (decision) =>
          decision.worker === worker &&
          decision.question.kind === 'posted' &&
          !isOwnQuestion(decision.binding) &&
          decision.state.kind === 'settled' &&
          decision.delivered !== true,
      );

/** What the worker reads. It says who speaks, and marks every line that is not gaffer's own. */
export const answerText = ({ id, question, state }: Decision): string => {
  const asked = question.kind === 'posted' ? question.text : '';
  const said = state.kind === 'settled' ? state : null;
  const answer = said?.reason ?? (said?.answer === 'approve' ? 'Yes.' : 'No.');
  return [
    `gaffer: the human ${said?.answer === 'deny' ? 'declined' : 'answered'} your question ${id}.`,
    'You asked:',
    ...quoted(asked),
    'The human says:',
    ...quoted(answer),
  ].join('\n');
};
