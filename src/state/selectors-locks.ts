/** Rows of the locks page: who holds which project, for which task, since when, by which door, and who waits for it. */
import type { ProjectId } from '../domain/ids.ts';
import { waitersFor } from '../domain/locks/held.ts';
import type { Lock } from '../domain/locks/lock.ts';
import { isRunning } from '../domain/workers/worker.ts';
import type { World } from '../domain/world.ts';
import { ageText } from './selectors-figures.ts';
import { matches } from './selectors-workers.ts';

export interface LockRow {
  readonly project: ProjectId;
  readonly holder: number;
  readonly task: string;
  readonly fence: number;
  readonly door: string;
  readonly held: string;
  /** When the holder was last heard of. */
  readonly renewed: string;
  /** Who stands in line, the first first: `2, 4`; `-` for nobody. */
  readonly line: string;
  /** Why it looks left behind; null while its holder has a session. */
  readonly stale: string | null;
}

export const lockRows = (world: World, now: number, filter: string): readonly LockRow[] =>
  Object.values(world.locks)
    .toSorted((one, other) => one.project.localeCompare(other.project))
    .map((lock) => ({
      project: lock.project,
      holder: lock.holder,
      task: lock.task ?? '-',
      fence: lock.fence,
      door: lock.door,
      held: ageText(lock.grantedAt, now),
      renewed: ageText(Math.max(lock.renewedAt, world.workers[lock.holder]?.heardAt ?? 0), now),
      line:
        waitersFor(world, lock.project)
          .map(({ worker }) => worker)
          .join(', ') || '-',
      stale: staleness(world, lock),
    }))
    .filter((row) => matches(filter, [row.project, `${row.holder}`, row.task, row.door]));

export const freeProjects = (world: World): number =>
  world.projects.filter((project) => world.locks[project] === undefined).length;

const staleness = (world: World, { holder, task }: Lock): string | null => {
  const worker = world.workers[holder];
  if (worker === undefined || !isRunning(worker.state)) return 'its holder has no session';
  return task !== null && world.records[task]?.status === 'done' ? `${task} is done` : null;
};
