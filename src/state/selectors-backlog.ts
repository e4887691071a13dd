/** Rows of the backlog pane: open tasks, those that nobody has yet first, most urgent first, each with what keeps it from being started. */
import type { TaskId } from '../domain/ids.ts';
import { readiness } from '../domain/tasks/readiness.ts';
import type { Priority, Task } from '../domain/tasks/task.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { World } from '../domain/world.ts';
import { matches } from './selectors-workers.ts';

export interface TaskRow {
  readonly id: TaskId;
  readonly title: string;
  readonly project: string;
  readonly priority: Priority;
  /** Why it is not being started, or who has it; null when nothing stands in its way. */
  readonly blocked: string | null;
}

export interface BacklogView {
  readonly rows: readonly TaskRow[];
  /** Tasks that could be started now. */
  readonly ready: number;
  readonly open: number;
}

export const backlogView = (world: World, filter: string): BacklogView => {
  const open = Object.values(world.tasks).filter((task) => isOpen(world, task));
  const rows = open
    .filter((task) => task.section === 'ready')
    .toSorted(
      (one, other) =>
        Number(isTaken(world, one)) - Number(isTaken(world, other)) ||
        RANK[one.priority] - RANK[other.priority] ||
        one.line - other.line,
    )
    .map((task) => ({
      id: task.id,
      title: task.title,
      project: task.project ?? '-',
      priority: task.priority,
      blocked: whyBlocked(world, task),
    }));
  return {
    rows: rows.filter((row) => matches(filter, [row.id, row.title, row.project, row.blocked ?? ''])),
    ready: rows.filter((row) => row.blocked === null).length,
    open: open.length,
  };
};

const RANK: Readonly<Record<Priority, number>> = { high: 0, normal: 1, low: 2 };

const isTaken = (world: World, task: Task): boolean => world.records[task.id]?.status === 'assigned';

const isOpen = (world: World, task: Task): boolean =>
  !task.done && task.section !== 'done' && world.records[task.id]?.status !== 'done';

/** As short as a narrow pane wants it; the backlog page has the sentence. */
const whyBlocked = (world: World, task: Task): string | null => {
  const state = readiness(world, task);
  switch (state.kind) {
    case 'ready':
      return null;
    case 'assigned':
      return `worker ${state.worker}`;
    case 'waits':
      return `needs ${state.needs.join(', ')}`;
    case 'locked':
      return `held by ${state.holder}`;
    case 'shipping':
      return `ships in ${state.run}`;
    case 'no-project':
      return 'no project';
    case 'failed':
    case 'idea':
    case 'done':
      return state.kind;
    default:
      return unreachable(state);
  }
};
