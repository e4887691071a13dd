/**
 * Decides notes and waking: who may leave a note, which idle workers are woken by what fired, and what a session has
 * been told. A wake is typed into an idle session only, and one at a time.
 */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import type { WorkerNumber } from '../ids.ts';
import { fail, ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import { findLiveWorker } from '../workers/find.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { NOTES_WINDOW_MS } from './evolve.ts';
import { type Mail, markOf, type TriggerMail, wakeText } from './mail.ts';

type MailCommand = Extract<Command, { kind: 'leave-note' | 'wake-workers' | 'deliver-mail' }>;

/** What a worker has not read yet of one other: more would be a conversation, and nobody answers. */
export const MOST_UNREAD = 3;
/** Two workers that answer each other for ever are stopped here. */
export const MOST_NOTES_AN_HOUR = 20;
/** At one edge; the rest comes at the next one. */
const TOLD_AT_ONCE = 5;
/** A composer that did not take it three times will not take it a fourth; it is told with the next prompt. */
const MOST_TRIES = 3;

export const decideMail = (world: World, command: MailCommand, now: number): Decided => {
  switch (command.kind) {
    case 'leave-note':
      return leaveNote(world, command, now);
    case 'wake-workers':
      return ok(Object.values(world.workers).flatMap((worker) => wake(world, worker)));
    case 'deliver-mail':
      return deliver(world, command);
    default:
      return unreachable(command);
  }
};

const leaveNote = (world: World, command: Extract<MailCommand, { kind: 'leave-note' }>, now: number): Decided => {
  const found = findLiveWorker(world, command.worker, command.generation);
  if (!found.ok) return found;
  const { worker: from, to } = command;
  const text = command.text.trim();
  if (text === '') return fail({ kind: 'parse', message: 'the note has no text', expected: 'one or two sentences' });
  const known = Object.keys(world.workers).filter((number) => number !== String(from));
  if (!known.includes(String(to))) {
    return fail({
      kind: 'missing',
      message: to === from ? 'that is you: keep it in your scratchpad' : `there is no worker ${to}`,
      expected: known.length === 0 ? 'another worker, and there is none' : `one of ${known.join(', ')}`,
    });
  }
  const unread = world.mail.filter((mail) => mail.kind === 'note' && mail.from === from && mail.to === to);
  if (unread.length >= MOST_UNREAD) {
    return fail({
      kind: 'busy',
      message: `worker ${to} has ${unread.length} notes of yours that it has not read yet`,
      next: 'Go on with your task; what the human must decide goes to ask_human.',
    });
  }
  const lately = (world.notesAt[from] ?? []).filter((at) => at > now - NOTES_WINDOW_MS);
  if (lately.length >= MOST_NOTES_AN_HOUR) {
    return fail({
      kind: 'busy',
      message: `you have left ${lately.length} notes within the hour`,
      next: 'Go on with your task; what the human must decide goes to ask_human.',
    });
  }
  return ok([{ kind: 'note.left', mail: `M${world.lastMail + 1}`, from, to, text }]);
};

const wake = (world: World, worker: Worker): readonly Event[] => {
  const mail = wakingMail(world, worker);
  if (mail.length === 0 || worker.state.kind !== 'idle' || worker.session?.generation !== worker.generation) return [];
  return [
    {
      kind: 'worker.woken',
      worker: worker.number,
      generation: worker.generation,
      mail: mail.map(({ id }) => id),
      text: wakeText(mail),
    },
  ];
};

/** What fired for a worker and is not being typed into its live session. */
const wakingMail = (world: World, worker: Worker): readonly TriggerMail[] =>
  triggerMailFor(world, worker.number)
    .filter(({ typedInto, failures }) => typedInto !== worker.generation && failures < MOST_TRIES)
    .slice(0, TOLD_AT_ONCE);

const triggerMailFor = (world: World, worker: WorkerNumber): readonly TriggerMail[] =>
  world.mail.filter((mail) => mail.kind === 'trigger').filter(({ to }) => to === worker);

/** Whether it will be woken as soon as it sits idle: such a worker is not free for another task. */
export const isToBeWoken = (world: World, worker: WorkerNumber): boolean =>
  triggerMailFor(world, worker).some(({ failures }) => failures < MOST_TRIES);

/** What is told at an edge of the session's turn. A trigger comes with the prompt that bears its mark. */
export const mailAtEdge = (world: World, worker: WorkerNumber, prompt: string | null): readonly Mail[] => {
  const mine = world.mail.filter(({ to }) => to === worker);
  const told = mine.filter(
    (mail) =>
      mail.kind === 'note' || (prompt !== null && !prompt.includes(markOf(mail.id)) && mail.failures >= MOST_TRIES),
  );
  return told.slice(0, TOLD_AT_ONCE);
};

/** Mail whose mark stands in a prompt that the session took. */
const mailInPrompt = (world: World, worker: WorkerNumber, prompt: string): readonly Mail[] =>
  world.mail.filter(({ id, to, kind }) => to === worker && kind === 'trigger' && prompt.includes(markOf(id)));

const deliver = (world: World, command: Extract<MailCommand, { kind: 'deliver-mail' }>): Decided => {
  const { worker, generation, edge, prompt } = command;
  if (world.workers[worker]?.generation !== generation) return ok([]);
  const mail = [...(prompt === null ? [] : mailInPrompt(world, worker, prompt)), ...mailAtEdge(world, worker, prompt)];
  return ok(mail.length === 0 ? [] : [{ kind: 'mail.delivered', worker, edge, mail: mail.map(({ id }) => id) }]);
};

/**
 * What became of a prompt that bore mail. Its own hook says that a session has it; a program without hooks has it when it
 * was typed. What failed waits again.
 */
export const mailAfterTyping = (
  world: World,
  { worker, text, outcome }: { readonly worker: WorkerNumber; readonly text: string; readonly outcome: string },
): readonly Event[] => {
  const mail = mailInPrompt(world, worker, text).map(({ id }) => id);
  if (mail.length === 0) return [];
  if (outcome !== 'submitted') return [{ kind: 'mail.returned', worker, mail }];
  const hooked = world.workers[worker]?.session?.guard.kind !== 'none';
  return hooked ? [] : [{ kind: 'mail.delivered', worker, edge: 'typed', mail }];
};
