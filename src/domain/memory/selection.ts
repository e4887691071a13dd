/**
 * Which notes a session is given at its start, within the budgets: hot ones by score, then warm ones of its project or
 * topics, those that fit the task first.
 */
import { estimateTokens, type Note } from '../workers/startup.ts';
import type { MemoryItem } from './item.ts';
import { type ScoreFacts, totalOf } from './score.ts';
import { termsOf } from './words.ts';

export interface SelectionTask {
  readonly project: string | null;
  /** Title, body, tags and criteria as one text. */
  readonly text: string;
}

/** Best first, as many as fit; one that is too long is passed over for the next. */
export const withinBudget = (items: readonly MemoryItem[], budgetTokens: number): readonly MemoryItem[] => {
  let left = budgetTokens;
  return items.filter((item) => {
    const tokens = estimateTokens(item.text) + HEAD_TOKENS;
    if (tokens > left) return false;
    left -= tokens;
    return true;
  });
};

/** `From MEMORY/hot/m12-ports.md:` and the marks before each line. */
const HEAD_TOKENS = 16;

export const hotOrder = (items: readonly MemoryItem[], facts: ScoreFacts): readonly MemoryItem[] =>
  byRank(items, (item) => totalOf(item, facts));

/**
 * Warm notes of the task's project, and those of no project that share a topic with the task. `fit` are files that a
 * search for the task's words found, best first.
 */
export const warmOrder = (
  items: readonly MemoryItem[],
  task: SelectionTask,
  fit: readonly string[],
  facts: ScoreFacts,
): readonly MemoryItem[] => {
  const words = new Set(termsOf(task.text));
  const place = new Map(fit.map((file, at) => [file, fit.length - at]));
  const claimed = items.filter(
    (item) =>
      (item.project !== null && item.project === task.project) ||
      (item.project === null && item.topics.some((topic) => termsOf(topic).some((term) => words.has(term)))),
  );
  return byRank(claimed, (item) => (place.get(item.file) ?? 0) * FIT_POINTS + totalOf(item, facts));
};

/** One place nearer to the task's words is worth as much. */
const FIT_POINTS = 10;

const byRank = (items: readonly MemoryItem[], rank: (item: MemoryItem) => number): readonly MemoryItem[] =>
  items
    .map((item) => ({ item, rank: rank(item) }))
    .toSorted((a, b) => b.rank - a.rank || (a.item.file < b.item.file ? -1 : 1))
    .map(({ item }) => item);

export const noteOf = ({ file, text }: MemoryItem): Note => ({ file, text });
