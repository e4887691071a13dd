/** A session whose context is full: how it is known, and the fresh one that goes on in its place. */
import type { Event } from '../event.ts';
import type { World } from '../world.ts';
import { wantFresh } from './wanting.ts';
import type { Worker } from './worker.ts';

export const CONTEXT_FULL = 'its context is full';

/** Nothing that is typed into such a session is answered any more. */
export const isFull = ({ state }: Worker): boolean => state.kind === 'refused' && state.because === CONTEXT_FULL;

export const freshHere = (world: World, worker: Worker): readonly Event[] =>
  wantFresh(
    world,
    worker,
    (worker.task === null ? null : world.routes[worker.task]?.tier) ?? worker.session?.tier ?? null,
  );

/** What the fresh session is told beside its task; empty when none overflowed at this tier. */
export const overflowText = ({ overflows = 0 }: Worker): string =>
  overflows === 0
    ? ''
    : 'The session before this one filled its context window before the task was done. What it did stands in your scratchpad, the history of git and the working tree: go on from there, read only the parts of files that you need, and keep the output of commands short.';
