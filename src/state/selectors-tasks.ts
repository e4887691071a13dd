/** Rows of the backlog page: every task as it stands in the file, each with what it is at and what it waits for. */
import type { TaskId } from '../domain/ids.ts';
import { describeReadiness, type Readiness, readiness } from '../domain/tasks/readiness.ts';
import type { Priority, Task, TaskSection } from '../domain/tasks/task.ts';
import { throughputSince } from '../domain/tasks/throughput.ts';
import { whyNotDispatched } from '../domain/tasks/why-not.ts';
import type { World } from '../domain/world.ts';
import { moneyText } from './selectors-figures.ts';
import { durationText } from './selectors-story.ts';
import { matches } from './selectors-workers.ts';

export interface BacklogRow {
  readonly id: TaskId;
  readonly title: string;
  readonly section: TaskSection;
  readonly priority: Priority;
  readonly project: string;
  readonly tier: string;
  /** `ready`, `needs T3`, `worker 2 has it`. */
  readonly state: string;
  readonly kind: Readiness['kind'];
}

/** Open ones before done ones; else in the order of the file, which is the order that people move them in. */
export const backlogRows = (world: World, filter: string): readonly BacklogRow[] => {
  const rows = Object.values(world.tasks)
    // A World that was patched over the wire holds new tasks last, wherever they stand.
    .toSorted((one, other) => one.line - other.line)
    .map((task) => rowOf(world, task))
    .filter((row) => matches(filter, [row.id, row.title, row.project, row.state, row.tier, row.section, row.priority]));
  return [...rows.filter(({ kind }) => kind !== 'done'), ...rows.filter(({ kind }) => kind === 'done')];
};

const rowOf = (world: World, task: Task): BacklogRow => {
  const state = readiness(world, task);
  return {
    id: task.id,
    title: [task.title, ...task.tags.map((tag) => `#${tag}`)].join(' '),
    section: task.section,
    priority: task.priority,
    project: task.project ?? '-',
    tier: task.tier ?? '-',
    state: describeReadiness(task, state),
    kind: state.kind,
  };
};

/** What the chosen task waits for, need by need; null for one that needs nothing. */
export const needsText = (world: World, id: TaskId): string | null => {
  const needs = world.tasks[id]?.needs ?? [];
  if (needs.length === 0) return null;
  const described = needs.map((need) => {
    const task = world.tasks[need];
    return `${need} (${task === undefined ? 'not in the backlog' : describeReadiness(task, readiness(world, task))})`;
  });
  return `${id} needs ${described.join(', ')}`;
};

/** What hangs on a task: those that cannot begin before it is done. */
export const neededByText = (world: World, id: TaskId): string | null => {
  const waiting = Object.values(world.tasks).filter((task) => !task.done && task.needs.includes(id));
  return waiting.length === 0 ? null : `needed by ${waiting.map((task) => task.id).join(', ')}`;
};

/** `today 8 done, 6m each, $0.40`: since midnight by the clock of this machine. */
export const todayText = (world: World, now: number): string => {
  const { done, failed, averageMs, costMicroUsd } = throughputSince(world, new Date(now).setHours(0, 0, 0, 0));
  return [
    `today ${done} done`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(averageMs === null ? [] : [`${durationText(averageMs)} each`]),
    ...(costMicroUsd === 0 ? [] : [moneyText(costMicroUsd)]),
  ].join(', ');
};

/** The answer to "why is nothing dispatched?", or what is. */
export const dispatchText = (world: World, now: number): string => whyNotDispatched(world, now).answer;
