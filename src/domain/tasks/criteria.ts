/**
 * Acceptance criteria (ISC): met when the file says so, or when the worker has given evidence that the file does not
 * show yet. Evidence is the worker's own word; it is kept with the task for whoever checks.
 */
import type { Decided } from '../decide.ts';
import { fail, ok, type Result } from '../problem.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import type { Criterion, Task } from './task.ts';

export const openCriteria = (world: World, task: Task): readonly Criterion[] => {
  const evidence = world.records[task.id]?.evidence ?? {};
  return task.criteria.filter(({ text, met }) => !met && evidence[text] === undefined);
};

/** `named` is the criterion's number in the task's list, its words, or a part of them that fits one alone. */
export const meetCriterion = (world: World, worker: Worker, named: string, evidence: string): Decided => {
  const task = worker.task === null ? undefined : world.tasks[worker.task];
  if (task === undefined)
    return fail({ kind: 'refused', message: `worker ${worker.number} has no task with criteria to meet` });
  if (evidence.trim() === '')
    return fail({ kind: 'parse', message: 'there is no evidence', expected: 'what you ran and what you saw' });
  const found = findCriterion(task, named);
  if (!found.ok) return found;
  const { text } = found.value;
  return ok([
    { kind: 'criterion.met', worker: worker.number, task: task.id, criterion: text, evidence: evidence.trim() },
  ]);
};

const findCriterion = (task: Task, named: string): Result<Criterion> => {
  const wanted = plain(named);
  const numbered = /^\d+$/.test(wanted) ? task.criteria[Number(wanted) - 1] : undefined;
  if (numbered !== undefined) return ok(numbered);
  const exact = task.criteria.find(({ text }) => plain(text) === wanted);
  if (exact !== undefined) return ok(exact);
  const [only, ...others] = task.criteria.filter(({ text }) => wanted !== '' && plain(text).includes(wanted));
  if (only !== undefined && others.length === 0) return ok(only);
  return fail({
    kind: 'missing',
    message: `${task.id} has ${only === undefined ? 'no such criterion' : 'several criteria with these words'}`,
    found: named,
    expected:
      task.criteria.length === 0
        ? 'nothing: it has no criteria'
        : task.criteria.map(({ text }, index) => `${index + 1}: ${text}`).join('; '),
  });
};

const plain = (text: string): string =>
  text
    .trim()
    .replace(/^(?:ISC\S*:|must not come about:|anti:)\s*/i, '')
    .replace(/\s+/g, ' ')
    .toLowerCase();
