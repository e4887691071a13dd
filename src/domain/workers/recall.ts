/**
 * What a session needs to go on where another ended: its task, how far each criterion is, what the human decided. From
 * the World alone, so it is the same after a compaction, a crash, a reboot or the human's /clear.
 */
import { lockOf } from '../locks/held.ts';
import { promptExcerpt } from '../one-line.ts';
import type { Decision } from '../policies/decision.ts';
import type { World } from '../world.ts';
import type { Worker } from './worker.ts';

/** As many decisions as a task usually needs; older ones have done their work. */
const KEPT_DECISIONS = 5;

/** Empty for a worker without a task. */
export const recallText = (world: World, worker: Worker): string => {
  const { number, task: id, step } = worker;
  if (id === null) return '';
  const task = world.tasks[id];
  const record = world.records[id];
  const project = lockOf(world, number)?.project ?? null;
  const decisions = Object.values(world.decisions)
    .filter((decision) => decision.worker === number && decision.task === id)
    .slice(-KEPT_DECISIONS);
  return [
    `${id}: ${task === undefined ? 'no longer in the backlog' : promptExcerpt(task.title)} (step: ${step ?? 'none'})`,
    project === null ? 'You hold no project: claim it first.' : `You hold ${project}.`,
    ...(task?.criteria ?? []).map(({ text, met, anti }) => {
      const evidence = record?.evidence[text];
      const words = `${anti ? 'must not come about: ' : ''}${promptExcerpt(text)}`;
      return met || evidence !== undefined
        ? `- [x] ${words}${evidence === undefined ? '' : ` (shown: ${promptExcerpt(evidence)})`}`
        : `- [ ] ${words}`;
    }),
    record?.logged === true ? 'The change is logged already.' : 'The change is not logged yet.',
    ...decisions.map(describeDecision),
  ].join('\n');
};

const describeDecision = ({ id, question, state }: Decision): string => {
  const about = promptExcerpt(question.kind === 'posted' ? question.text : `use of ${question.call.tool}`);
  switch (state.kind) {
    case 'waiting':
      return `${id} waits for the human: ${about}`;
    case 'settled':
      return `${id} ${state.answer === 'approve' ? 'approved' : 'denied'}${state.reason === null ? '' : ` (“${promptExcerpt(state.reason)}”)`}: ${about}`;
    case 'void':
      return `${id} is void: ${about}`;
  }
};
