/** What became of tasks, step by step, and of the backlog that they stand in. */
import type { ProjectId, TaskId, WorkerNumber } from '../ids.ts';
import type { CheckResult } from '../workers/stop.ts';
import type { BacklogEdit } from './edit.ts';
import type { Task } from './task.ts';

export type TaskEvent =
  | { readonly kind: 'backlog.read'; readonly tasks: readonly Task[] }
  | { readonly kind: 'task.assigned'; readonly task: TaskId; readonly worker: WorkerNumber; readonly because: string }
  | {
      readonly kind: 'task.ended';
      readonly task: TaskId;
      readonly worker: WorkerNumber;
      readonly outcome: 'done' | 'failed';
      readonly because: string;
    }
  | {
      readonly kind: 'step.entered';
      readonly worker: WorkerNumber;
      readonly step: 'startup' | 'claim' | 'work' | 'update' | 'release';
    }
  /** A person wants it in the backlog. */
  | { readonly kind: 'task.wanted'; readonly line: string }
  /** A person wants its entry changed. */
  | { readonly kind: 'backlog.edited'; readonly edit: BacklogEdit }
  | {
      readonly kind: 'criterion.met';
      readonly worker: WorkerNumber;
      readonly task: TaskId;
      /** Its words in the backlog. */
      readonly criterion: string;
      readonly evidence: string;
    }
  | {
      readonly kind: 'checks.ran';
      readonly worker: WorkerNumber;
      readonly project: ProjectId;
      readonly task: TaskId | null;
      readonly checks: readonly CheckResult[];
    }
  | {
      readonly kind: 'change.logged';
      readonly worker: WorkerNumber;
      readonly project: ProjectId | null;
      readonly task: TaskId | null;
      readonly text: string;
    };
