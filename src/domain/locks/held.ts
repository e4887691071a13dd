/** Who holds what, and who waits for it. */
import type { ProjectId, WorkerNumber } from '../ids.ts';
import { isRunning } from '../workers/worker.ts';
import type { World } from '../world.ts';
import type { Lock, LockWait } from './lock.ts';

/** The lock that the seat holds, whatever its generation; a worker holds one project at most. */
export const lockOf = (world: World, worker: WorkerNumber): Lock | null =>
  Object.values(world.locks).find((lock) => lock.holder === worker) ?? null;

/** The lock that this very session may write under: an older generation writes nothing. */
export const liveLockOf = (world: World, worker: WorkerNumber, generation: number): Lock | null => {
  const lock = lockOf(world, worker);
  return lock !== null && lock.generation === generation ? lock : null;
};

/** The live sessions that wait for `project`, the first first. */
export const waitersFor = (world: World, project: ProjectId): readonly LockWait[] =>
  world.lockWaits.filter((wait) => {
    const worker = world.workers[wait.worker];
    return wait.project === project && worker?.generation === wait.generation && isRunning(worker.state);
  });
