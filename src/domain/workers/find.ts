/** Finding a worker, or the problem that there is none; and whether a speaker is its live session. */
import type { WorkerNumber } from '../ids.ts';
import { fail, ok, type Result } from '../problem.ts';
import type { World } from '../world.ts';
import { isRunning, type Worker } from './worker.ts';

export const findWorker = (world: World, number: WorkerNumber): Result<Worker> => {
  const worker = world.workers[number];
  if (worker !== undefined) return ok(worker);
  const known = Object.keys(world.workers);
  return fail({
    kind: 'missing',
    message: `there is no worker ${number}`,
    expected: known.length === 0 ? 'a running fleet' : `one of ${known.join(', ')}`,
  });
};

/** The worker, when `generation` is the one that lives: an older session speaks for nobody. */
export const findLiveWorker = (world: World, number: WorkerNumber, generation: number): Result<Worker> => {
  const found = findWorker(world, number);
  if (!found.ok) return found;
  if (found.value.generation === generation && isRunning(found.value.state)) return found;
  return fail({
    kind: 'refused',
    message: `this session of worker ${number} is not the live one`,
    found: `generation ${generation}`,
    expected: `generation ${found.value.generation}`,
    next: 'Stop: another session has taken this seat.',
  });
};
