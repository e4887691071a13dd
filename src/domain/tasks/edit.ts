/** Edits of the backlog that a person wants from a screen, as data; the file is changed by splices. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { TaskId } from '../ids.ts';
import { fail, ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import type { World } from '../world.ts';
import type { TaskSection } from './task.ts';

export type BacklogEdit = { readonly task: TaskId } & (
  | {
      readonly kind: 'rewrite';
      /** As in BACKLOG.md, without the id: `Add dark mode @apps/alpha !high needs:T3`. */
      readonly line: string;
    }
  | { readonly kind: 'shift'; readonly by: Shift }
  | { readonly kind: 'put'; readonly section: TaskSection }
  | { readonly kind: 'tick'; readonly done: boolean }
  /** One new task for each part; the task itself then needs them all. */
  | { readonly kind: 'split'; readonly parts: readonly string[] }
);

/** Among the entries of its section. */
export type Shift = 'up' | 'down' | 'first' | 'last';

export const decideEdit = (world: World, { edit }: Extract<Command, { kind: 'edit-backlog' }>): Decided => {
  const { task: id } = edit;
  if (world.tasks[id] === undefined) {
    return fail({ kind: 'missing', message: `${id} is not in the backlog`, next: 'List the tasks with: gaffer tasks' });
  }
  const record = world.records[id];
  if (edit.kind !== 'shift' && edit.kind !== 'rewrite' && record?.status === 'assigned') {
    return fail({
      kind: 'busy',
      message: `worker ${record.worker} has ${id}: it is ticked when its worker has shown that it is done`,
    });
  }
  if (edit.kind === 'rewrite' && edit.line.trim() === '')
    return fail({ kind: 'parse', message: 'a task needs a title', expected: 'Add dark mode @apps/alpha !high' });
  if (edit.kind === 'split' && edit.parts.filter((part) => part.trim() !== '').length < 2)
    return fail({ kind: 'parse', message: 'a split needs two parts', expected: 'Draw the switch | Store the choice' });
  return ok([{ kind: 'backlog.edited', edit }]);
};

/** In a few words: `T3 moved up`. */
export const describeEdit = (edit: BacklogEdit): string => {
  switch (edit.kind) {
    case 'rewrite':
      return `${edit.task} reads ${edit.line}`;
    case 'shift':
      return `${edit.task} moved ${edit.by}`;
    case 'put':
      return `${edit.task} stands under ${edit.section}`;
    case 'tick':
      return `${edit.task} ${edit.done ? 'ticked' : 'unticked'}`;
    case 'split':
      return `${edit.task} split into ${edit.parts.join(' | ')}`;
    default:
      return unreachable(edit);
  }
};
