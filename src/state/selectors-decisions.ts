/** Rows of the decision queue, oldest first, and the card that shows one decision in full. */
import type { DecisionId } from '../domain/ids.ts';
import type { Decision, Question } from '../domain/policies/decision.ts';
import type { World } from '../domain/world.ts';
import { callLines } from './selectors-call.ts';
import { ageText } from './selectors-figures.ts';
import { matches } from './selectors-workers.ts';

export interface DecisionRow {
  readonly id: DecisionId;
  /** Null when a deploy asks. */
  readonly worker: number | null;
  /** `worker 3`, `deploy`. */
  readonly asker: string;
  readonly blocking: boolean;
  /** `asks to run`, `asks to edit`, `posted`. */
  readonly verb: string;
  /** The first line of what is asked: `git push origin main`. */
  readonly gist: string;
  readonly project: string;
  readonly age: string;
  readonly decision: Decision;
}

export const waitingDecisions = (world: World): readonly Decision[] =>
  Object.values(world.decisions)
    .filter((decision) => decision.state.kind === 'waiting')
    .toSorted((one, other) => rankOf(one) - rankOf(other) || one.askedAt - other.askedAt || compareIds(one, other));

export const shownDecisions = (world: World, filter: string): readonly Decision[] =>
  waitingDecisions(world).filter((decision) => filter === '' || matches(filter, fieldsOf(decision)));

export const decisionRows = (world: World, now: number, filter: string): readonly DecisionRow[] =>
  shownDecisions(world, filter).map((decision) => ({
    id: decision.id,
    worker: decision.worker,
    asker: decision.worker === null ? 'deploy' : `worker ${decision.worker}`,
    blocking: decision.question.kind === 'blocking',
    verb: verbOf(decision.question),
    gist: gistOf(decision.question),
    project: decision.project ?? '-',
    age: ageText(decision.askedAt, now),
    decision,
  }));

/**
 * The decision that `y` and `n` speak of: the chosen one while it waits, else the first in the queue. What a filter
 * hides is never spoken of.
 */
export const currentDecision = (world: World, chosen: DecisionId | null, filter: string): Decision | null => {
  const waiting = shownDecisions(world, filter);
  return waiting.find((decision) => decision.id === chosen) ?? waiting[0] ?? null;
};

/** Blocking questions hold a worker up, so they come before posted ones. */
const rankOf = (decision: Decision): number => (decision.question.kind === 'blocking' ? 0 : 1);

const compareIds = (one: Decision, other: Decision): number => one.id.localeCompare(other.id, 'en', { numeric: true });

const verbOf = (question: Question): string =>
  question.kind === 'posted' ? 'asks you' : `asks to ${TOOL_VERBS[question.call.tool] ?? `use ${question.call.tool}`}`;

const gistOf = (question: Question): string =>
  question.kind === 'posted' ? (question.text.split('\n', 1)[0] ?? '') : (callLines(question.call)[0]?.text ?? '');

const TOOL_VERBS: Readonly<Record<string, string>> = {
  Bash: 'run',
  Edit: 'edit',
  MultiEdit: 'edit',
  Write: 'write',
  NotebookEdit: 'edit',
  Read: 'read',
  WebFetch: 'fetch',
};

const fieldsOf = ({ id, worker, project, because, question }: Decision): readonly string[] => [
  id,
  worker === null ? 'deploy' : `${worker}`,
  project ?? '',
  because,
  verbOf(question),
  question.kind === 'posted' ? question.text : `${question.call.tool} ${JSON.stringify(question.call.input) ?? ''}`,
];
