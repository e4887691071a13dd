/** Rows of the locks page: who holds which project, for which task, since when, and by which door it was claimed. */
import type { ProjectId } from '../domain/ids.ts';
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
  readonly renewed: string;
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
      renewed: ageText(lock.renewedAt, now),
    }))
    .filter((row) => matches(filter, [row.project, `${row.holder}`, row.task, row.door]));

export const freeProjects = (world: World): number =>
  world.projects.filter((project) => world.locks[project] === undefined).length;
