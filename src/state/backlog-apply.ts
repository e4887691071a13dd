/** A person's edit carried out on the text of BACKLOG.md. */
import type { Result } from '../domain/problem.ts';
import type { BacklogEdit } from '../domain/tasks/edit.ts';
import { unreachable } from '../domain/unreachable.ts';
import { editTask, moveTask, tickTask, untickTask } from './backlog-edits.ts';
import type { Backlog } from './backlog-file.ts';
import { shiftTask, splitTask } from './backlog-order.ts';
import { readTaskLine } from './task-line.ts';

export const applyEdit = (backlog: Backlog, edit: BacklogEdit): Result<string> => {
  switch (edit.kind) {
    case 'rewrite':
      return editTask(backlog, edit.task, readTaskLine(edit.line));
    case 'shift':
      return shiftTask(backlog, edit.task, edit.by);
    case 'put':
      return moveTask(backlog, edit.task, edit.section);
    case 'tick':
      return edit.done ? tickTask(backlog, edit.task) : untickTask(backlog, edit.task);
    case 'split':
      return splitTask(backlog, edit.task, edit.parts);
    default:
      return unreachable(edit);
  }
};
