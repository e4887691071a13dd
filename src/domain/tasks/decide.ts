/** Decides what concerns the backlog: what was read of it, who gets work, and what was done. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import { lockOf } from '../locks/held.ts';
import { fail, ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import { findLiveWorker } from '../workers/find.ts';
import type { World } from '../world.ts';
import { meetCriterion } from './criteria.ts';
import { dispatchIdle } from './dispatch.ts';
import { decideEdit } from './edit.ts';
import { assignTask, inviteIdle, takeTask } from './hand-out.ts';
import { isSameBacklog } from './same.ts';

type TaskCommand = Extract<
  Command,
  {
    kind:
      | 'report-backlog'
      | 'dispatch'
      | 'log-change'
      | 'meet-criterion'
      | 'add-task'
      | 'take-task'
      | 'assign-task'
      | 'edit-backlog';
  }
>;

export const decideTasks = (world: World, command: TaskCommand, now: number): Decided => {
  switch (command.kind) {
    case 'report-backlog':
      return ok(isSameBacklog(world.tasks, command.tasks) ? [] : [{ kind: 'backlog.read', tasks: command.tasks }]);
    case 'dispatch':
      return ok([...dispatchIdle(world, now), ...inviteIdle(world, now)]);
    case 'take-task':
      return takeTask(world, command, now);
    case 'assign-task':
      return assignTask(world, command);
    case 'edit-backlog':
      return decideEdit(world, command);
    case 'log-change':
      return logChange(world, command);
    case 'add-task': {
      const line = command.line.replace(/[\s\p{Cc}]+/gu, ' ').trim();
      return line === ''
        ? fail({ kind: 'parse', message: 'a task needs a title', expected: 'Add dark mode @apps/alpha !high' })
        : ok([{ kind: 'task.wanted', line }]);
    }
    case 'meet-criterion': {
      const found = findLiveWorker(world, command.worker, command.generation);
      return found.ok ? meetCriterion(world, found.value, command.criterion, command.evidence) : found;
    }
    default:
      return unreachable(command);
  }
};

const logChange = (world: World, command: Extract<Command, { kind: 'log-change' }>): Decided => {
  const found = findLiveWorker(world, command.worker, command.generation);
  if (!found.ok) return found;
  const text = command.text.trim();
  if (text === '') {
    return fail({ kind: 'parse', message: 'the change has no text', expected: 'one or two sentences on what changed' });
  }
  const worker = found.value;
  const project = lockOf(world, worker.number)?.project ?? null;
  if (project === null) {
    return fail({ kind: 'refused', message: `worker ${worker.number} holds no project to log a change of` });
  }
  return ok([
    { kind: 'step.entered', worker: worker.number, step: 'update' },
    { kind: 'change.logged', worker: worker.number, project, task: worker.task, text },
  ]);
};
