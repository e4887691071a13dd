/** Rows of the locks page: who holds which project, for which task, how long yet, who waits for it, and what is wrong with it. */
import type { ProjectId } from '../domain/ids.ts';
import { waitersFor } from '../domain/locks/held.ts';
import { type Leases, leaseLeftMs } from '../domain/locks/leases.ts';
import type { Lock } from '../domain/locks/lock.ts';
import { staleness } from '../domain/locks/stale.ts';
import { strangerText, type Touch, touchOf } from '../domain/locks/touch.ts';
import type { Hold } from '../domain/pipelines/run.ts';
import { waitingDecisions } from '../domain/policies/decision.ts';
import type { World } from '../domain/world.ts';
import { runStateText } from './selectors-deploys.ts';
import { ageText } from './selectors-figures.ts';
import { matches } from './selectors-workers.ts';

export interface LockRow {
  readonly kind: 'lock';
  readonly project: ProjectId;
  readonly holder: number;
  readonly task: string;
  readonly fence: number;
  readonly door: string;
  readonly held: string;
  /** When the holder was last heard of. */
  readonly renewed: string;
  /** How long the lock would outlive its holder's silence: `29m`; `kept` while that waits for a person; `-` while nobody has said. */
  readonly lease: string;
  /** Who stands in line, the first first: `2, 4`; `-` for nobody. */
  readonly line: string;
  /** Who was refused and does not stand in line: `3`; `-` for nobody. */
  readonly refused: string;
  /** Why it looks left behind; null while it does not. */
  readonly stale: string | null;
  /** The newest change by somebody who does not hold it; null for none. */
  readonly touch: string | null;
}

/** A project that a deploy has to itself: it ends with the run, not with a lease. */
export interface HoldRow {
  readonly kind: 'hold';
  readonly project: ProjectId;
  readonly run: string;
  /** `site to production` */
  readonly ships: string;
  /** `at upload`, `waits for you (D7)`. */
  readonly doing: string;
  readonly fence: number;
  readonly held: string;
  readonly line: string;
  readonly touch: string | null;
}

export const holdRows = (world: World, now: number, filter: string): readonly HoldRow[] =>
  Object.values(world.holds)
    .toSorted((one, other) => one.project.localeCompare(other.project))
    .map((hold) => holdRow(world, now, hold))
    .filter((row) => matches(filter, [row.project, row.run, row.ships]));

const holdRow = (world: World, now: number, { project, run: id, fence, since }: Hold): HoldRow => {
  const run = world.runs[id];
  const touch = touchOf(world, project);
  return {
    kind: 'hold',
    project,
    run: id,
    ships: run === undefined ? '-' : `${run.pipeline} to ${run.environment}`,
    doing: run === undefined ? '-' : runStateText(run),
    fence,
    held: ageText(since, now),
    line: lineFor(world, project) || '-',
    touch: touch === null || touch.at < since ? null : touchLine(touch, now),
  };
};

const lineFor = (world: World, project: ProjectId): string =>
  waitersFor(world, project)
    .map(({ worker }) => worker)
    .join(', ');

export const lockRows = (world: World, now: number, filter: string, leases: Leases | null): readonly LockRow[] =>
  Object.values(world.locks)
    .toSorted((one, other) => one.project.localeCompare(other.project))
    .map((lock) => rowOf(world, now, leases, lock))
    .filter((row) => matches(filter, [row.project, `${row.holder}`, row.task, row.door]));

/** Changes in projects that nobody holds now, newest first. */
export const looseTouches = (world: World, now: number): readonly string[] =>
  world.projects
    .flatMap((project) => {
      const touch = isFree(world, project) ? touchOf(world, project) : null;
      return touch === null ? [] : [{ project, touch }];
    })
    .toSorted((one, other) => other.touch.at - one.touch.at)
    .map(({ project, touch }) => `${project}: ${touchLine(touch, now)}`);

export const freeProjects = (world: World): number => world.projects.filter((project) => isFree(world, project)).length;

const isFree = ({ locks, holds }: World, project: ProjectId): boolean =>
  locks[project] === undefined && holds[project] === undefined;

const rowOf = (world: World, now: number, leases: Leases | null, lock: Lock): LockRow => {
  const left = leases === null ? null : leaseLeftMs(leases, lock.project, now);
  const touch = touchOf(world, lock.project);
  const waiting = waitersFor(world, lock.project).map(({ worker }) => worker);
  const refused = Object.entries(world.refusals ?? {})
    .filter(([worker, { project }]) => project === lock.project && !waiting.some((each) => String(each) === worker))
    .map(([worker]) => worker);
  return {
    kind: 'lock',
    project: lock.project,
    holder: lock.holder,
    task: lock.task ?? '-',
    fence: lock.fence,
    door: lock.door,
    held: ageText(lock.grantedAt, now),
    renewed: ageText(Math.max(lock.renewedAt, world.workers[lock.holder]?.heardAt ?? 0), now),
    // The age that a beginning as long ago as the rest would have.
    lease: waitsForPerson(world, lock) ? 'kept' : left === null ? '-' : left === 0 ? 'over' : ageText(0, left),
    line: lineFor(world, lock.project) || '-',
    refused: refused.join(', ') || '-',
    stale: staleness(world, lock),
    touch: touch === null || touch.at < lock.grantedAt ? null : touchLine(touch, now),
  };
};

/** Who waits for a person loses nothing: the lock does not lapse meanwhile. */
const waitsForPerson = (world: World, { holder }: Lock): boolean =>
  (world.workers[holder]?.paused ?? null) !== null || waitingDecisions(world).some(({ worker }) => worker === holder);

const touchLine = ({ at, by, paths, count, holder, run }: Touch, now: number): string => {
  const more = count > paths.length ? ` and ${count - paths.length} more` : '';
  const whose = holder !== null ? `worker ${holder} held it` : run == null ? 'nobody held it' : `${run} shipped it`;
  return `changed ${agoText(ageText(at, now))} by ${strangerText(by)} while ${whose}: ${paths.join(', ')}${more}`;
};

/** `just now`, `3m ago`. */
export const agoText = (age: string): string => (age === 'now' ? 'just now' : `${age} ago`);
