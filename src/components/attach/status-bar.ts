/**
 * The one line above an attached worker's screen: who this is, what waits for a decision, and the keys behind the leader.
 * Everything in it that came from workers or files is shown, never obeyed.
 */
import type { DecisionId, WorkerNumber } from '../../domain/ids.ts';
import type { Decision, Question } from '../../domain/policies/decision.ts';
import { visible, visibleWidth } from '../../domain/visible.ts';
import { isRunning, type Worker } from '../../domain/workers/worker.ts';
import type { World } from '../../domain/world.ts';

export interface StatusBar {
  /** Exactly as wide as asked for. */
  readonly text: string;
  /** The decision that it shows, and which the leader's y and n settle: no other may be settled unseen. */
  readonly decision: DecisionId | null;
  /** Whether all of the question is to be read in it. */
  readonly isWhole: boolean;
}

/** `note` takes the place of the keys: the outcome of the last one, or the end of the session. */
export const statusBar = (world: World, number: WorkerNumber, cols: number, note: string | null): StatusBar => {
  const [decision, ...others] = waitingFor(world, number);
  const worker = world.workers[number];
  const identity = worker === undefined ? `${number} · no such worker` : identityOf(world, worker);
  if (note !== null) return { text: line(identity, note, cols), decision: null, isWhole: false };
  if (decision === undefined) return { text: line(identity, roomy(cols, KEYS), cols), decision: null, isWhole: false };

  const question = `! ${askerOf(decision)} ${questionText(decision.question)}`;
  const more = others.length === 0 ? '' : ` (+${others.length} more)`;
  const keys = roomy(cols, DECISION_KEYS);
  const room = cols - visibleWidth(keys) - visibleWidth(more) - SEPARATOR.length - 2;
  const isWhole = visibleWidth(question, room) <= room;
  const shown = visible(question, Math.max(0, room));
  const asks = `${shown}${more}${SEPARATOR}${keys}`;
  return { text: line(identity, asks, cols), decision: decision.id, isWhole };
};

/** Those of the worker that is looked at first, then oldest first. */
export const waitingFor = (world: World, looking: WorkerNumber): readonly Decision[] =>
  Object.values(world.decisions)
    .filter(({ state }) => state.kind === 'waiting')
    .sort((a, b) => Number(b.worker === looking) - Number(a.worker === looking) || a.askedAt - b.askedAt);

const identityOf = (world: World, { number, session, task, state, contextPercent }: Worker): string => {
  const title = task === null ? undefined : world.tasks[task]?.title;
  return [
    `${number}`,
    session?.project,
    task === null ? undefined : title === undefined ? task : `${task} ${title}`,
    session?.tier,
    contextPercent === null ? undefined : `${Math.round(contextPercent)}%`,
    isRunning(state) ? undefined : `no session: ${state.kind}`,
  ]
    .filter((part) => part !== undefined && part !== null)
    .join(SEPARATOR);
};

const askerOf = ({ worker, question }: Decision): string =>
  question.kind === 'blocking' ? `${worker} asks to run` : `${worker} asks:`;

/** What would be run, in the words of the call itself. */
const questionText = (question: Question): string => {
  if (question.kind === 'posted') return question.text;
  const { tool, input } = question.call;
  const subject = Object.entries(isRecord(input) ? input : {}).find(([key]) => SUBJECTS.has(key))?.[1];
  // Only a call that is this one field reads whole in one line; any other is shown with all of its input.
  const isAll = isRecord(input) && Object.keys(input).every((key) => SUBJECTS.has(key) || key === 'description');
  return typeof subject === 'string' && isAll ? `${tool} ${subject}` : `${tool} ${JSON.stringify(input)}`;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields that say by themselves what a call is about. */
const SUBJECTS: ReadonlySet<string> = new Set(['command', 'file_path', 'url', 'path', 'query']);

const SEPARATOR = ' · ';
/** From the fullest wording to the shortest. */
const KEYS = [
  'ctrl-] back · ctrl-] 1-9 switch · ctrl-] [ scroll · ctrl-] m mouse · ctrl-] b hide this line',
  'ctrl-] back · ctrl-] 1-9 switch · ctrl-] [ scroll · ctrl-] ? keys',
  'ctrl-] back · ctrl-] 1-9 switch · ctrl-] ? keys',
  'ctrl-] back · ctrl-] ? keys',
  'ctrl-] back',
];
/** All of them, in words as full as the line has room for. */
export const leaderKeys = (cols: number): string =>
  LEADER_KEYS.find((wording) => wording.length <= cols - 2) ?? LEADER_KEYS.at(-1) ?? '';

const LEADER_KEYS = [
  'ctrl-] alone back · then 1-9 switch · y n decide · [ scroll back · m mouse · b hide this line · ctrl-] sends itself',
  'ctrl-] alone back · 1-9 switch · y n decide · [ scroll · m mouse · b this line',
  'ctrl-] back · 1-9 · y n decide · [ scroll · m mouse · b line',
  'ctrl-] · 1-9 · y n · [ · m mouse · b line',
];
const DECISION_KEYS = [
  'ctrl-] y/n decide · ctrl-] back · ctrl-] 1-9 switch',
  'ctrl-] y/n decide · ctrl-] back',
  'ctrl-] y/n',
];

/** The fullest wording that takes at most this share of the line. */
const KEYS_SHARE = 0.5;
const roomy = (cols: number, wordings: readonly string[]): string =>
  wordings.find((wording) => wording.length <= cols * KEYS_SHARE) ?? wordings.at(-1) ?? '';

/** The right part is what needs the person, so the left one gives way. */
const line = (left: string, right: string, cols: number): string => {
  const shownRight = visible(right, Math.max(0, cols - 2));
  const room = cols - 2 - visibleWidth(shownRight) - GAP;
  const shownLeft = room < MIN_LEFT ? '' : visible(left, room);
  const fill = cols - 2 - visibleWidth(shownLeft) - visibleWidth(shownRight);
  const text = ` ${shownLeft}${' '.repeat(Math.max(0, fill))}${shownRight} `;
  return cols < visibleWidth(text) ? ' '.repeat(cols) : text;
};

const GAP = 2;
/** Less than this says nothing. */
const MIN_LEFT = 2;
