/**
 * The human's answer about a worker that stopped unfinished: approve sends it on with the human's words, deny ends the
 * task as failed and frees its project.
 */
import type { Event } from '../event.ts';
import { lockOf } from '../locks/held.ts';
import type { Decision } from '../policies/decision.ts';
import { freshHere, isFull } from '../workers/full-session.ts';
import { UNFINISHED } from '../workers/questions.ts';
import { isRunning } from '../workers/worker.ts';
import type { World } from '../world.ts';

/** What follows from the settling of `decision`; nothing when it was about something else, or its task has moved on. */
export const afterUnfinished = (
  world: World,
  settled: Extract<Event, { kind: 'decision.settled' }>,
): readonly Event[] => {
  const decision = world.decisions[settled.decision];
  const worker = decision === undefined || decision.worker === null ? undefined : world.workers[decision.worker];
  if (decision?.binding !== UNFINISHED || worker === undefined || worker.task === null || worker.task !== decision.task)
    return [];
  const { number, generation, task } = worker;
  if (settled.answer === 'approve') {
    if (isFull(worker)) return freshHere(world, worker);
    return isRunning(worker.state)
      ? [
          {
            kind: 'prompt.wanted',
            worker: number,
            generation,
            text: goOnText(decision, settled.reason),
            purpose: 'task',
          },
        ]
      : [];
  }
  const because = settled.reason ?? `denied by ${settled.by}`;
  const lock = lockOf(world, number);
  return [
    { kind: 'task.ended', task, worker: number, outcome: 'failed', because },
    ...(lock === null
      ? []
      : [
          {
            kind: 'lock.released',
            project: lock.project,
            worker: number,
            fence: lock.fence,
            because: `${task} was given up`,
          } as const,
        ]),
  ];
};

const goOnText = ({ task }: Decision, reason: string | null): string =>
  `Go on with [task ${task}]: the human has seen what is missing and wants it finished.${reason === null ? '' : ` Their words: ${reason}`}`;
