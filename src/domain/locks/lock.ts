/** The exclusive right of one worker to change one project. Its fence only grows, over restarts too. */
import type { ProjectId, TaskId, WorkerNumber } from '../ids.ts';

export interface Lock {
  readonly project: ProjectId;
  readonly holder: WorkerNumber;
  /** The holder's spawn generation at the grant; another generation of the same seat is not the holder. */
  readonly generation: number;
  readonly fence: number;
  readonly task: TaskId | null;
  readonly door: LockDoor;
  readonly grantedAt: number;
  readonly renewedAt: number;
}

/** By which door it was claimed. */
export type LockDoor = 'status-file' | 'mcp' | 'dispatcher' | 'human';

/** A place in the line for a project. Who waits holds nothing, so no two can wait for each other. */
export interface LockWait {
  readonly project: ProjectId;
  readonly worker: WorkerNumber;
  /** Of the session that waits; another one of the same seat has not asked. */
  readonly generation: number;
  readonly door: LockDoor;
  readonly since: number;
}

/** The lock that a worker lost to the end of its lease: why its writes are refused, until it holds a project again. */
export interface LapsedLock {
  readonly project: ProjectId;
  readonly fence: number;
  readonly at: number;
  readonly because: string;
}
