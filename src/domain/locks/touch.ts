/** A change in a project by somebody who does not hold its lock: a person's editor, a stray process, another worker. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event, Logged } from '../event.ts';
import type { ProjectId, WorkerNumber } from '../ids.ts';
import type { RunId } from '../pipelines/run.ts';
import { ok } from '../problem.ts';
import { put } from '../records.ts';
import type { World } from '../world.ts';

/** The newest one of a project. */
export interface Touch {
  readonly at: number;
  /** Who held the project then; null for nobody. */
  readonly holder: WorkerNumber | null;
  /** The deploy that held it instead; a journal of before there were any says nothing. */
  readonly run?: RunId | null;
  readonly by: Stranger;
  /** Some of the changed paths, in the project. */
  readonly paths: readonly string[];
  /** How many changed in all. */
  readonly count: number;
}

/** Who it was, as well as that can be known. */
export type Stranger =
  /** A program that was at work there just then; `worker` when a session started it. */
  | { readonly kind: 'process'; readonly name: string; readonly pid: number; readonly worker: WorkerNumber | null }
  | { readonly kind: 'unknown' };

export type TouchCommand = Extract<Command, { kind: 'report-touch' }>;
type Touched = Extract<Event, { kind: 'project.touched' }>;

export const decideTouch = (world: World, { project, ...touch }: TouchCommand): Decided => {
  const { kind: _, ...seen } = touch;
  return ok(world.projects.includes(project) ? [{ kind: 'project.touched', project, ...seen }] : []);
};

export const evolveTouch = (world: World, { event, at }: Logged): World => {
  if (event.kind !== 'project.touched') return world;
  const { kind: _, project, ...touch } = event;
  return { ...world, touches: put(world.touches ?? {}, project, { at, ...touch }) };
};

/** Whether somebody else had the project to themselves: a worker or a deploy. */
export const isHeld = ({ holder, run }: Pick<Touch, 'holder' | 'run'>): boolean => holder !== null || run != null;

/** `apps/alpha was changed by vim (process 4242), while worker 1 holds it: notes.txt` */
export const touchText = ({ project, ...touch }: Omit<Touched, 'kind'>): string => {
  const { holder, run, paths, count } = touch;
  const more = count > paths.length ? ` and ${count - paths.length} more` : '';
  return `${project} was changed by ${strangerText(touch.by)} while ${whoHolds(holder, run ?? null)} it: ${paths.join(', ')}${more}`;
};

const whoHolds = (holder: WorkerNumber | null, run: RunId | null): string =>
  holder === null ? (run === null ? 'nobody holds' : `the deploy ${run} holds`) : `worker ${holder} holds`;

export const strangerText = (by: Stranger): string => {
  if (by.kind === 'unknown') return 'a person or program';
  const program = `${by.name} (process ${by.pid})`;
  return by.worker === null ? program : `${program} of worker ${by.worker}`;
};

/** What stood in a journal before there were touches. */
export const touchOf = (world: World, project: ProjectId): Touch | null => world.touches?.[project] ?? null;
