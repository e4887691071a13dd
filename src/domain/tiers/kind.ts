/** What kind of task it is, for the history of tiers: its first tag, or none. */
import type { Task } from '../tasks/task.ts';

export const kindOf = ({ tags }: Pick<Task, 'tags'>): string => tags[0] ?? 'untagged';
