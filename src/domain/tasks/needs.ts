/** What tasks need of one another: names that no task bears, and circles in which each waits for the next for ever. */
import type { TaskId } from '../ids.ts';
import type { Task } from './task.ts';

export interface UnknownNeed {
  readonly task: Task;
  readonly need: TaskId;
}

/** `byId` holds all tasks that may be needed. */
export const unknownNeeds = (tasks: readonly Task[], byId: ReadonlyMap<string, Task>): readonly UnknownNeed[] => {
  const unknown: UnknownNeed[] = [];
  for (const task of tasks) {
    for (const need of task.needs) if (!byId.has(need)) unknown.push({ task, need });
  }
  return unknown;
};

/** Each circle once, beginning with its task that stands first in the backlog. */
export const needCycles = (tasks: readonly Task[], byId: ReadonlyMap<string, Task>): readonly (readonly Task[])[] => {
  const settled = new Set<string>();
  const cycles: (readonly Task[])[] = [];
  for (const root of tasks) {
    // Most tasks need nothing, and so stand in no circle.
    if (root.needs.length === 0 || settled.has(root.id)) continue;
    // Depth first with a stack of our own: a chain of needs may be as long as the backlog.
    const path: { readonly task: Task; next: number }[] = [];
    const onPath = new Map<string, number>();
    const enter = (task: Task): void => {
      onPath.set(task.id, path.length);
      path.push({ task, next: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const needId = top.task.needs[top.next];
      top.next += 1;
      if (needId === undefined) {
        settled.add(top.task.id);
        onPath.delete(top.task.id);
        path.pop();
        continue;
      }
      const need = byId.get(needId);
      const at = onPath.get(needId);
      if (at !== undefined) cycles.push(fromFirst(path.slice(at).map((step) => step.task)));
      else if (need !== undefined && need.needs.length > 0 && !settled.has(needId)) enter(need);
    }
  }
  return cycles;
};

const fromFirst = (cycle: readonly Task[]): readonly Task[] => {
  const lines = cycle.map((task) => task.line);
  const first = lines.indexOf(Math.min(...lines));
  return [...cycle.slice(first), ...cycle.slice(0, first)];
};
