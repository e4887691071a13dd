/**
 * What a session is told at an edge of its turn: the human's answers to its questions and the mail of other workers, each
 * once. What cannot be journalled as told is not told.
 */
import type { HookCall } from '../claude/gate-socket.ts';
import { mailAtEdge } from '../domain/mail/decide.ts';
import { noteText, wakeText } from '../domain/mail/mail.ts';
import { answerText, undelivered } from '../domain/policies/answers.ts';
import type { Fleet } from './parts.ts';

/** Null when there is nothing to tell. */
export const toldAtEdge = async (fleet: Fleet, call: HookCall): Promise<string | null> => {
  // A subagent did not ask, and what it is told ends with it.
  if (typeof call.payload.agent_id === 'string') return null;
  const texts = [...(await answersFor(fleet, call)), ...(await mailFor(fleet, call))];
  return texts.length === 0 ? null : texts.join('\n\n');
};

const answersFor = async (fleet: Fleet, { worker, generation }: HookCall): Promise<readonly string[]> => {
  const answers = undelivered(fleet.world(), { worker, generation });
  if (answers.length === 0) return [];
  const told = await fleet.submit({ kind: 'deliver-answers', worker, generation }, { by: `session ${worker}` });
  if (!told.ok) return [];
  const ids = new Set(told.value.map(({ event }) => (event.kind === 'decision.delivered' ? event.decision : null)));
  return answers.filter(({ id }) => ids.has(id)).map(answerText);
};

const mailFor = async (fleet: Fleet, { worker, generation, event, payload }: HookCall): Promise<readonly string[]> => {
  const world = fleet.world();
  if (!world.mail.some(({ to }) => to === worker)) return [];
  const prompt = event === 'UserPromptSubmit' ? (payload.prompt ?? '') : null;
  const mail = mailAtEdge(world, worker, prompt);
  const told = await fleet.submit(
    { kind: 'deliver-mail', worker, generation, edge: event, prompt },
    { by: `session ${worker}` },
  );
  if (!told.ok) return [];
  const ids = told.value.flatMap(({ event }) => (event.kind === 'mail.delivered' ? event.mail : []));
  return mail
    .filter(({ id }) => ids.includes(id))
    .map((one) => (one.kind === 'note' ? noteText(one) : wakeText([one])));
};
