/** Which failures of the past are worth reading before a task: those that share its telling words. */
import { termsOf } from '../memory/words.ts';
import type { Task } from '../tasks/task.ts';
import type { Failure } from './failure.ts';

/** More lessons than that are not read. */
const LESSONS = 5;
/** A single common word is chance; one that few failures have is not. */
const RARE_SHARE = 0.1;
const LEAST_SHARED = 2;
/** What was seen in the task's own project, came again, or was forbidden for it, counts as a little more. */
const NEAR = 1;
const AGAIN = 0.5;

/** Most alike first. */
export const failuresLike = (task: Task, failures: readonly Failure[]): readonly Failure[] => {
  const wanted = new Set(
    termsOf([task.title, task.body, ...task.tags, ...task.criteria.map(({ text }) => text)].join(' ')),
  );
  const read = failures.map((failure) => ({
    failure,
    terms: new Set(
      termsOf([failure.title, failure.what, failure.why, failure.fix, failure.prevent, failure.call].join(' ')),
    ),
  }));
  const frequency = new Map<string, number>();
  for (const { terms } of read) for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const rare = Math.max(1, failures.length * RARE_SHARE);
  return read
    .map(({ failure, terms }) => {
      const shared = [...terms].filter((term) => wanted.has(term) && term.length > 2);
      const near = task.project !== null && failure.seen.some((line) => line.includes(String(task.project)));
      const isTelling =
        shared.length + (near ? 1 : 0) >= LEAST_SHARED || shared.some((term) => (frequency.get(term) ?? 0) <= rare);
      const worth = shared.reduce((sum, term) => sum + Math.log(1 + failures.length / (frequency.get(term) ?? 1)), 0);
      return {
        failure,
        score: isTelling ? worth + (near ? NEAR : 0) + (failure.seen.length > 1 ? AGAIN : 0) : 0,
      };
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, LESSONS)
    .map(({ failure }) => failure);
};
