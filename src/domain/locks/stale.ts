/** Locks that look left behind. They are shown and offered for release; nobody but a person or the end of the lease takes one. */
import { isRunning } from '../workers/worker.ts';
import type { World } from '../world.ts';
import type { Lock } from './lock.ts';

/** Why it looks left behind; null while it does not. */
export const staleness = (world: World, { holder, task }: Lock): string | null => {
  const worker = world.workers[holder];
  if (worker === undefined) return 'its holder is gone';
  if (!isRunning(worker.state)) return 'its holder has no session';
  if (task === null) return null;
  const status = world.records[task]?.status;
  if (status === 'done' || status === 'failed') return `${task} is ${status}`;
  return worker.task !== task ? `its holder no longer works at ${task}` : null;
};

export const staleLocks = (world: World): readonly Lock[] =>
  Object.values(world.locks).filter((lock) => staleness(world, lock) !== null);
