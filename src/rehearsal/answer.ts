/**
 * What the scripted model answers to one request: pure over the request, the scenario and who asks. Errors on demand
 * are part of the answer; how often they were given already is the server's to know.
 */
import { everythingIn, type MessagesRequest, readConversation, workingDirectory } from './conversation.ts';
import { callId, findPosition, type Position, placeMark, type Subject, type Words } from './position.ts';
import type { Step, StepError } from './program.ts';
import type { Scenario, ScenarioTask } from './scenario.ts';
import { withSentences } from './sentence.ts';
import type { UsageSpec } from './turn-schema.ts';
import { fill, fillPattern, type Variables } from './variables.ts';

export interface Answer {
  /** `side` requests are Claude Code's own: titles, summaries. */
  readonly purpose: 'turn' | 'chat' | 'side';
  readonly task: ScenarioTask | null;
  /** Place in the script; null where no script is played. */
  readonly place: number | null;
  readonly blocks: readonly Block[];
  readonly stopReason: 'tool_use' | 'end_turn';
  readonly error: StepError | null;
  readonly slowMs: number | null;
  readonly usage: UsageSpec | null;
  /** The script met a tool result that it has no branch for. */
  readonly unmet: Position['unmet'];
}

export type Block =
  | { readonly kind: 'thinking'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** `json` is what goes over the wire, which a scenario may break on purpose. */
  | { readonly kind: 'call'; readonly id: string; readonly tool: string; readonly json: string };

export interface Asker {
  readonly worker: number;
  /** Tells two sessions of one worker apart. */
  readonly session: string;
}

export const answerTo = (request: MessagesRequest, scenario: Scenario, asker: Asker): Answer => {
  const conversation = readConversation(request);
  const prompt = conversation.findLast((passage) => passage.kind === 'prompt')?.text ?? '';
  const words = wordsFor(request, asker, prompt);
  if (COMPACTION.test(prompt)) {
    const rest = conversation.slice(
      0,
      conversation.findLastIndex(({ kind }) => kind === 'prompt'),
    );
    const at = findPosition(rest, scenario, words);
    const error = at.subject.program[at.place]?.error ?? null;
    return { ...side(summaryText(at)), error: error?.kind === 'overflow' ? error : null };
  }
  if ((request.tools ?? []).length === 0) return side(titleText(request, scenario, prompt));

  const position = findPosition(conversation, scenario, words);
  if (position.unmet !== null) return surprised(position, position.unmet);
  const step = position.subject.program[position.place];
  return step === undefined
    ? speak(position, closingWords(position, scenario, asker))
    : (unseen(request, position, step, words) ??
        play(position, step, words, `${asker.session} ${conversation.length}`));
};

const COMPACTION = /create a detailed summary of (?:the|this) (?:conversation|session)/i;

const wordsFor = (request: MessagesRequest, asker: Asker, prompt: string): Words => {
  const cwd = workingDirectory(request) ?? '.';
  const variables = (subject: Subject): Variables => ({ ...variablesOf(subject, asker, cwd), prompt });
  return {
    say: (text, subject) => fill(text, variables(subject)),
    pattern: (text, subject) => new RegExp(fillPattern(text, variables(subject)), 'm'),
  };
};

const variablesOf = (subject: Subject, asker: Asker, cwd: string): Variables => {
  const always = { worker: asker.worker, cwd };
  if (subject.kind === 'chat') return { ...always, task: '', title: '', project: '', workspace: cwd };
  const { id, title, project, variables } = subject.task;
  const inProject = project !== null && cwd.endsWith(`/${project}`);
  const workspace = inProject ? cwd.slice(0, -project.length - 1) : cwd;
  return { ...always, workspace, ...variables, task: id, title, project: project ?? '' };
};

/** The turn wants to find something in what it is sent, such as a lesson; null when it does. */
const unseen = (request: MessagesRequest, position: Position, { sees }: Step, words: Words): Answer | null => {
  if (sees === null || words.pattern(sees, position.subject).test(everythingIn(request))) return null;
  return surprised(position, { expected: `the request to hold /${sees}/`, found: 'a request without it' });
};

const play = (position: Position, step: Step, words: Words, salt: string): Answer => {
  const { subject, place } = position;
  const say = (text: string) => words.say(text, subject);
  return {
    ...about(position),
    blocks: [
      ...(step.think === null ? [] : [{ kind: 'thinking' as const, text: say(step.think) }]),
      ...(step.say === null ? [] : [{ kind: 'text' as const, text: say(step.say) }]),
      ...step.calls.map((call, index) => ({
        kind: 'call' as const,
        id: callId(subject, place, index, salt),
        tool: say(call.tool),
        json:
          call.raw === undefined ? JSON.stringify(inputOf(call.input ?? {}, say, `${place} ${index}`)) : say(call.raw),
      })),
    ],
    stopReason: step.calls.length > 0 ? 'tool_use' : 'end_turn',
    error: step.error,
    slowMs: step.slowMs,
    usage: step.usage,
    unmet: null,
  };
};

const speak = (position: Position, text: string): Answer => ({
  ...about(position),
  blocks: [{ kind: 'text', text }],
  stopReason: 'end_turn',
  error: null,
  slowMs: null,
  usage: null,
  unmet: null,
});

const surprised = (position: Position, unmet: NonNullable<Position['unmet']>): Answer => ({
  ...speak(
    position,
    `I stop here: I expected ${unmet.expected}, and the tool answered:\n\n${unmet.found.slice(0, 500)}`,
  ),
  unmet,
});

const side = (text: string): Answer => ({
  purpose: 'side',
  task: null,
  place: null,
  blocks: [{ kind: 'text', text }],
  stopReason: 'end_turn',
  error: null,
  slowMs: null,
  usage: null,
  unmet: null,
});

const about = ({ subject, place }: Position): Pick<Answer, 'purpose' | 'task' | 'place'> =>
  subject.kind === 'task'
    ? { purpose: 'turn', task: subject.task, place }
    : { purpose: 'chat', task: null, place: place < subject.program.length ? place : null };

const closingWords = ({ subject }: Position, scenario: Scenario, asker: Asker): string => {
  if (subject.kind === 'task') return `${subject.task.id} is finished; nothing is left to do.`;
  const [example] = scenario.tasks;
  const offer =
    example === undefined ? '' : ` Name a task, such as ${example.id} (${example.title}), and I work on it.`;
  return `Hello! I am worker ${asker.worker}'s model in the rehearsal "${scenario.name}": I follow a script, and nothing leaves this machine.${offer}`;
};

const summaryText = ({ subject, place }: Position): string =>
  subject.kind === 'task'
    ? `<summary>\nWork goes on with ${placeMark(subject.task, place)}.\nTask ${subject.task.id}: ${subject.task.title}\n</summary>`
    : '<summary>\nThere was no task yet; the worker is ready for one.\n</summary>';

const titleText = (request: MessagesRequest, scenario: Scenario, prompt: string): string => {
  const task = scenario.tasks.find(({ id }) => new RegExp(`\\b${id}\\b`).test(prompt));
  const title = task?.title ?? scenario.name;
  return request.output_config?.format === undefined ? title : JSON.stringify({ title });
};

/** Filled first; each sentence that is asked for is one of its own. */
const inputOf = (
  input: Readonly<Record<string, unknown>>,
  say: (text: string) => string,
  place: string,
): Record<string, unknown> => {
  const withOwn = withSentences(place);
  return mapStrings(input, (text) => withOwn(say(text)));
};

const mapStrings = (value: Readonly<Record<string, unknown>>, say: (text: string) => string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapString(item, say)]));

const mapString = (value: unknown, say: (text: string) => string): unknown => {
  if (typeof value === 'string') return say(value);
  if (Array.isArray(value)) return value.map((item) => mapString(item, say));
  return typeof value === 'object' && value !== null ? mapStrings({ ...value }, say) : value;
};
