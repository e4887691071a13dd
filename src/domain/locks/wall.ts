/**
 * The wall follows the lock. An agent reads its wall once, at its start; so a session whose lock has changed since starts no
 * shell command, and is taken up again, exactly, behind the wall of what it holds now.
 */
import type { Event } from '../event.ts';
import type { ProjectId } from '../ids.ts';
import { wantSession } from '../workers/wanting.ts';
import { isRunning, type Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { liveLockOf } from './held.ts';

/** The rule that stands on the verdict of a shell command that did not start for its wall. */
export const WALL_RULE = 'wall';

export interface Misfit {
  /** The project that the session's shell may write in; null for none. */
  readonly walled: ProjectId | null;
  /** The project whose lock it holds. */
  readonly held: ProjectId | null;
}

/** Null when the wall of the live session is that of its lock, or when sessions have no wall. */
export const wallMisfit = (world: World, { number, generation, session, state }: Worker): Misfit | null => {
  if (world.fleet.walled !== true || !isRunning(state)) return null;
  if (session === null || session.generation !== generation || session.guard.kind === 'none') return null;
  const held = liveLockOf(world, number, generation)?.project ?? null;
  return held === session.project ? null : { walled: session.project, held };
};

/** The session is taken up again; a lock goes with it under a new fence, as with every new session. */
export const renewWall = (world: World, worker: Worker): readonly Event[] => {
  const misfit = wallMisfit(world, worker);
  const { session, number, generation } = worker;
  if (misfit === null || session === null) return [];
  const who = { worker: number, generation };
  return [
    { kind: 'wall.renewed', ...who, project: misfit.held },
    ...wantSession(world, worker, {
      resume: session.resumable ? session.id : null,
      project: misfit.held,
      tier: session.tier,
      notBefore: null,
    }),
  ];
};

/** What the worker reads in place of the command's output. */
export const misfitText = ({ walled, held }: Misfit): string =>
  `your shell stands behind the wall of ${walled ?? 'no project'}, and you hold ${held ?? 'no project'}. Your session is taken up again behind the right wall now; then run the command again`;

/** What the worker is told when it is back. "Continue" is the word by which agents take an interrupted turn up. */
export const backText = (held: ProjectId | null): string =>
  held === null
    ? 'Continue. You hold no project, and your session was taken up again so that your shell can write in none. Run your last command again if it only reads.'
    : `Continue. You hold ${held}, and your session was taken up again so that your shell can write there. Run your last command again.`;
