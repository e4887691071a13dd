/** Rows of the decision queue, oldest first, and the card that shows one decision in full. */
import type { DecisionId } from '../domain/ids.ts';
import { likenessOf } from '../domain/policies/alike.ts';
import { type Decision, type Question, waitingDecisions } from '../domain/policies/decision.ts';
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
  /** Others that ask the very same: one answer is for all of them. */
  readonly also: readonly Decision[];
}

/** Those that wait, as they are to be answered: what holds a call up first, then the oldest. */
export const decisionsInOrder = (world: World): readonly Decision[] =>
  waitingDecisions(world).toSorted(
    (one, other) => rankOf(one) - rankOf(other) || one.askedAt - other.askedAt || compareIds(one, other),
  );

export const shownDecisions = (world: World, filter: string): readonly Decision[] =>
  decisionsInOrder(world).filter((decision) => filter === '' || matches(filter, fieldsOf(decision)));

/** Those that ask the very same stand in one place, that of the first. */
const groupsOf = (world: World, filter: string): readonly (readonly [Decision, ...Decision[]])[] => {
  const groups = new Map<string, [Decision, ...Decision[]]>();
  for (const decision of shownDecisions(world, filter)) {
    const likeness = likenessOf(decision) ?? decision.id;
    const group = groups.get(likeness);
    if (group === undefined) groups.set(likeness, [decision]);
    else group.push(decision);
  }
  return [...groups.values()];
};

/** The others that are shown together with it. */
export const shownWith = (world: World, filter: string, id: DecisionId): readonly DecisionId[] =>
  (groupsOf(world, filter).find((group) => group.some((each) => each.id === id)) ?? [])
    .map((each) => each.id)
    .filter((other) => other !== id);

export const decisionRows = (world: World, now: number, filter: string): readonly DecisionRow[] =>
  groupsOf(world, filter).map(([decision, ...also]) => ({
    id: decision.id,
    worker: decision.worker,
    asker: decision.worker === null ? 'deploy' : `worker ${decision.worker}`,
    blocking: decision.question.kind === 'blocking',
    verb: verbOf(decision.question),
    gist: gistOf(decision.question),
    project: decision.project ?? '-',
    age: ageText(decision.askedAt, now),
    decision,
    also,
  }));

/**
 * The decision that `y` and `n` speak of: the chosen one while it waits, else the first in the queue. What a filter
 * hides is never spoken of.
 */
export const currentDecision = (world: World, chosen: DecisionId | null, filter: string): Decision | null => {
  const groups = groupsOf(world, filter);
  return (groups.find((group) => group.some(({ id }) => id === chosen)) ?? groups[0])?.[0] ?? null;
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
