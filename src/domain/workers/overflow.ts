/**
 * A conversation that no longer fits into its model's window. The task goes on in a fresh session, which is told from the
 * World what was done; when that one overflows as well it is too much for its tier, and goes the way of a task that is stuck.
 */
import type { Event } from '../event.ts';
import { stuck } from '../tiers/stuck.ts';
import type { World } from '../world.ts';
import { CONTEXT_FULL, freshHere } from './full-session.ts';
import type { Worker, WorkerState } from './worker.ts';

/** Fresh sessions at one tier. More would read the same files again, and pay for them. */
const MOST_FRESH = 1;

export const overflowed = (world: World, worker: Worker, because: string, now: number): readonly Event[] => {
  const who = { worker: worker.number, generation: worker.generation };
  const full: Event = { kind: 'context.overflowed', ...who, task: worker.task, because };
  const state: WorkerState = { kind: 'refused', because: CONTEXT_FULL, since: now, evidence: 'hook StopFailure' };
  const sitting: Event = { kind: 'worker.changed', ...who, state, doing: null };
  // Somebody talks with it, or waits for a person: what was said is not thrown away unasked.
  if (worker.task === null) return [full, sitting];
  if ((worker.overflows ?? 0) < MOST_FRESH) return [full, ...freshHere(world, worker)];
  const up = stuck(world, worker, `its session outgrew the window of its model twice (${because})`);
  return up.some(({ kind }) => kind === 'session.wanted') ? [full, ...up] : [full, sitting, ...up];
};
