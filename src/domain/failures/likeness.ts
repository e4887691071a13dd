/** Which failures of the past are worth reading before a task: those that share its telling words. */
import type { Task } from '../tasks/task.ts';
import type { Failure } from './failure.ts';

/** More lessons than that are not read. */
const LESSONS = 5;
/** A single common word is chance. */
const LEAST_SCORE = 2;

/** Most alike first. A failure that was seen in the task's project counts as sharing one more word. */
export const failuresLike = (task: Task, failures: readonly Failure[]): readonly Failure[] => {
  const words = wordsOf([task.title, task.body, ...task.tags, ...task.criteria.map(({ text }) => text)].join(' '));
  return failures
    .map((failure) => ({ failure, score: scoreOf(failure, words, task.project) }))
    .filter(({ score }) => score >= LEAST_SCORE)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, LESSONS)
    .map(({ failure }) => failure);
};

const scoreOf = (failure: Failure, words: ReadonlySet<string>, project: string | null): number => {
  const own = wordsOf([failure.title, failure.what, failure.why, failure.prevent].join(' '));
  const shared = [...own].filter((word) => words.has(word)).length;
  const near = project !== null && failure.seen.some((line) => line.includes(project));
  return shared + (near ? 1 : 0);
};

/** Words of four letters or more: shorter ones are grammar. */
const wordsOf = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}_]{4,}/gu) ?? []);
