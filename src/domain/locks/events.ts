/** What became of project locks: a fence is given once and never again. */
import type { ProjectId, TaskId, WorkerNumber } from '../ids.ts';
import type { LockDoor } from './lock.ts';
import type { Refusal } from './refusal.ts';
import type { Touch } from './touch.ts';

export type LockEvent =
  /** Somebody who does not hold the project changed it. */
  | ({ readonly kind: 'project.touched'; readonly project: ProjectId } & Omit<Touch, 'at'>)
  | {
      readonly kind: 'lock.granted';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly fence: number;
      readonly task: TaskId | null;
      readonly door: LockDoor;
    }
  | {
      readonly kind: 'lock.queued';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly door: LockDoor;
    }
  /** Its lease passed: whoever writes under this fence is late. */
  | {
      readonly kind: 'lock.lapsed';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly fence: number;
      readonly because: string;
    }
  | {
      readonly kind: 'lock.refused';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly because: string;
      readonly refusal?: Refusal;
    }
  | {
      readonly kind: 'lock.passed';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly fence: number;
    }
  | {
      readonly kind: 'lock.released';
      readonly project: ProjectId;
      readonly worker: WorkerNumber;
      readonly fence: number;
      readonly because: string;
    };
