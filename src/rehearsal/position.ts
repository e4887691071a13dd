/**
 * Where in which script the model stands, worked out from the conversation alone: nothing is remembered between two
 * requests, so retries, `--resume` and a new server all go on at the right turn. A call's id carries the place of the
 * step that made it; a step without calls is known by its words.
 */
import { createHash } from 'node:crypto';
import type { Passage } from './conversation.ts';
import { follow, type Progress } from './follow.ts';
import type { Program } from './program.ts';
import type { Scenario, ScenarioTask } from './scenario.ts';

export interface Position extends Progress {
  readonly subject: Subject;
  /** The text that the model was given last. */
  readonly prompt: string;
}

/** What a run of turns is about. `key` marks the calls made for it. */
export type Subject =
  | { readonly kind: 'task'; readonly key: string; readonly task: ScenarioTask; readonly program: Program }
  | { readonly kind: 'chat'; readonly key: string; readonly program: Program };

/** Fills the variables of a script's texts, in the same way for every request of a session. */
export interface Words {
  readonly say: (text: string, subject: Subject) => string;
  readonly pattern: (text: string, subject: Subject) => RegExp;
}

export const findPosition = (conversation: readonly Passage[], scenario: Scenario, words: Words): Position => {
  const last = conversation.findLastIndex(({ kind }) => kind === 'prompt');
  const prompt = promptAt(conversation, last);
  const order = findOrder(conversation, scenario, last);
  const goesOn = order !== null && (order.lastNamed === last || isNudge(prompt));
  const subject: Subject = goesOn
    ? { kind: 'task', key: keyOf(order.task.id), task: order.task, program: order.task.program }
    : chatSubject(scenario, prompt, last);
  const from = goesOn ? order.firstNamed : last;
  const start = goesOn ? (markedPlace(promptAt(conversation, from)) ?? 0) : 0;
  const play = {
    key: subject.key,
    program: subject.program,
    start,
    say: (text: string) => words.say(text, subject),
    pattern: (text: string) => words.pattern(text, subject),
  };
  return { subject, prompt, ...follow(conversation.slice(from + 1), play) };
};

/** Ids are unlike in two sessions, because a supervisor may keep calls of all workers by id. */
export const callId = (subject: Subject, place: number, index: number, salt: string): string =>
  `toolu_${subject.key}_${place}_${index}_${createHash('sha256').update(salt).digest('hex').slice(0, 10)}`;

/** Stands in a summary of the conversation, so that the place survives compaction. */
export const placeMark = (task: ScenarioTask, place: number): string => `[task ${task.id} turn ${place}]`;

interface Order {
  readonly task: ScenarioTask;
  readonly firstNamed: number;
  readonly lastNamed: number;
}

/** The task that was named last; naming it again does not begin it again. */
const findOrder = (conversation: readonly Passage[], scenario: Scenario, last: number): Order | null =>
  conversation.slice(0, last + 1).reduce<Order | null>((order, passage, index) => {
    const task = passage.kind === 'prompt' ? namedTask(passage.text, scenario.tasks, order === null) : null;
    if (task === null) return order;
    const again = order?.task === task && markedPlace(promptAt(conversation, index)) === null;
    return { task, firstNamed: again ? order.firstNamed : index, lastNamed: index };
  }, null);

const MARKS = [/\[task ([\w-]+)(?: turn \d+)?\]/i, /^\W*Task ([\w-]+):/m];

/** A mark decides; a bare id counts when it is the only one, and in a nudge only while no task is at hand. */
const namedTask = (text: string, tasks: readonly ScenarioTask[], free: boolean): ScenarioTask | null => {
  for (const mark of MARKS) {
    const id = mark.exec(text)?.[1];
    const task = tasks.find((known) => known.id === id);
    if (task !== undefined) return task;
  }
  if (isNudge(text) && !free) return null;
  const words = new Set(text.match(/[\w-]+/g));
  const [only, ...others] = tasks.filter(({ id }) => words.has(id));
  return others.length === 0 ? (only ?? null) : null;
};

const markedPlace = (text: string): number | null => {
  const place = /\[task [\w-]+ turn (\d+)\]/i.exec(text)?.[1];
  return place === undefined ? null : Number(place);
};

/** What sends a model on without asking for anything new: the Stop hook's words, a resumed session, a person's "go on". */
const isNudge = (text: string): boolean =>
  /^(stop hook feedback|continue\b|go on\b|carry on\b|please (continue|go on))/i.test(text);

const chatSubject = (scenario: Scenario, prompt: string, at: number): Subject => {
  const index = scenario.chat.findIndex(({ match }) => match.test(prompt));
  return { kind: 'chat', key: `chat${index < 0 ? '' : index}-${at}`, program: scenario.chat[index]?.program ?? [] };
};

const promptAt = (conversation: readonly Passage[], index: number): string => {
  const passage = conversation[index];
  return passage?.kind === 'prompt' ? passage.text : '';
};

/** Call ids take letters, digits, `_` and `-` only. */
const keyOf = (id: string): string => id.replaceAll(/[^\w-]/g, '-');
