/**
 * An answer to a posted question wakes a worker that has nothing to do: a prompt is typed at the edge of its turn, and the
 * quoted answer comes with it, by the same door as to a worker that is busy, so that it is told once.
 */
import type { Event } from '../event.ts';
import type { WorkerNumber } from '../ids.ts';
import type { World } from '../world.ts';
import { undelivered } from './answers.ts';
import type { Decision } from './decision.ts';

type Settled = Extract<Event, { kind: 'decision.settled' }>;

/** After an answer: the asker may sit idle. */
export const wakeAfterAnswer = (
  world: World,
  { decision, answer, reason, by }: Settled,
  now: number,
): readonly Event[] => {
  const asked = world.decisions[decision];
  const worker = asked === undefined || asked.worker === null ? undefined : world.workers[asked.worker];
  if (asked === undefined || worker?.state.kind !== 'idle' || worker.generation !== asked.generation) return [];
  const state: Decision['state'] = { kind: 'settled', answer, by, at: now, reason };
  const answered = { ...world, decisions: { ...world.decisions, [decision]: { ...asked, state } } };
  return undelivered(answered, { worker: worker.number, generation: worker.generation }).some(
    ({ id }) => id === decision,
  )
    ? [wake(worker, [decision])]
    : [];
};

/** After a turn's end: an answer may have come in its last moment. */
export const wakeAtEdge = (world: World, events: readonly Event[]): readonly Event[] =>
  events.flatMap((event) => {
    if (event.kind !== 'worker.changed' || event.state.kind !== 'idle') return [];
    const ids = undelivered(world, event).map(({ id }) => id);
    return ids.length === 0 ? [] : [wake({ number: event.worker, generation: event.generation }, ids)];
  });

const wake = (
  { number, generation }: { readonly number: WorkerNumber; readonly generation: number },
  ids: readonly string[],
): Event => ({
  kind: 'prompt.wanted',
  worker: number,
  generation,
  purpose: 'human',
  text: `gaffer: there is an answer to your question ${ids.join(', ')}. Read it, and go on.`,
});
