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
