/** Who holds what. */
import type { WorkerNumber } from '../ids.ts';
import type { World } from '../world.ts';
import type { Lock } from './lock.ts';

/** The lock that the seat holds, whatever its generation; a worker holds one project at most. */
export const lockOf = (world: World, worker: WorkerNumber): Lock | null =>
  Object.values(world.locks).find((lock) => lock.holder === worker) ?? null;

/** The lock that this very session may write under: an older generation writes nothing. */
export const liveLockOf = (world: World, worker: WorkerNumber, generation: number): Lock | null => {
  const lock = lockOf(world, worker);
  return lock !== null && lock.generation === generation ? lock : null;
};
