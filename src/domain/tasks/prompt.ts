/** The first prompt of a session that has a task: what to do, and the five steps in which it is done. */
import type { Worker } from '../workers/worker.ts';
import type { Task } from './task.ts';

export const taskPrompt = (task: Task, worker: Worker): string =>
  [
    worker.step === 'startup' ? opening(task) : again(task),
    `Task ${task.id}: ${task.title}`,
    ...(task.body === '' ? [] : [task.body]),
    ...criteria(task),
    'Work in this project only. When it is done: log_change says what changed, release_project ends the task.',
  ].join('\n');

const opening = (task: Task): string =>
  `You have read the startup sequence above. Claim ${task.project} with claim_project, then do this task.`;

const again = (task: Task): string =>
  `Your last session ended before this task was done, and ${task.project} is still yours. Look at what is there, then finish it.`;

const criteria = (task: Task): readonly string[] =>
  task.criteria.length === 0
    ? []
    : ['It is done when:', ...task.criteria.map(({ text, anti }) => (anti ? `- never: ${text}` : `- ${text}`))];
