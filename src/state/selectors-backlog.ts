/** Rows of the backlog pane: open tasks, those that nobody has yet first, most urgent first, each with what keeps it from being started. */
import type { TaskId } from '../domain/ids.ts';
import type { Priority, Task } from '../domain/tasks/task.ts';
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

const whyBlocked = (world: World, task: Task): string | null => {
  const record = world.records[task.id];
  if (record?.status === 'assigned') return `worker ${record.worker ?? '?'}`;
  if (record?.status === 'failed') return 'failed';
  const missing = task.needs.filter((id) => !isDone(world, id));
  if (missing.length > 0) return `needs ${missing.join(' ')}`;
  const lock = task.project === null ? undefined : world.locks[task.project];
  return lock === undefined ? null : `held by ${lock.holder}`;
};

/** A needed task that is in no file counts as open: a typing error must not start what depends on it. */
const isDone = (world: World, id: TaskId): boolean => {
  const task = world.tasks[id];
  return world.records[id]?.status === 'done' || task?.done === true || task?.section === 'done';
};
