/** Whether the backlog reads as before: asked at every save of a file that may hold thousands of tasks, so by fields. */
import type { World } from '../world.ts';
import type { Task } from './task.ts';

export const isSameBacklog = (known: World['tasks'], read: readonly Task[]): boolean => {
  const ids = Object.keys(known);
  return (
    ids.length === read.length &&
    read.every((task, index) => {
      const before = known[task.id];
      return ids[index] === task.id && before !== undefined && isSameTask(before, task);
    })
  );
};

const isSameTask = (one: Task, other: Task): boolean =>
  one.title === other.title &&
  one.section === other.section &&
  one.done === other.done &&
  one.project === other.project &&
  one.priority === other.priority &&
  one.tier === other.tier &&
  one.line === other.line &&
  one.body === other.body &&
  areSame(one.tags, other.tags) &&
  areSame(one.needs, other.needs) &&
  one.criteria.length === other.criteria.length &&
  one.criteria.every((criterion, index) => {
    const its = other.criteria[index];
    return criterion.text === its?.text && criterion.met === its.met && criterion.anti === its.anti;
  });

const areSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);
