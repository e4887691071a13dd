/**
 * Whose change it was that a watcher saw in a project: the holder's when the holder held the project at that time and was
 * running something that could have written there. Everything else is a change by somebody who does not hold it.
 */
import type { WorkerNumber } from '../ids.ts';

/** A change of one file, at the time that the file itself tells where it can. */
export interface SeenChange {
  /** Absolute. */
  readonly path: string;
  /** Ms since the epoch. */
  readonly at: number;
}

export interface Hold {
  readonly worker: WorkerNumber;
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
}

/** Something that a worker ran, and what of it could write. */
export interface Activity {
  readonly worker: WorkerNumber;
  /** The one file or directory that it writes, absolute; null when it runs programs, which write where they like. */
  readonly file: string | null;
  readonly from: number;
  /** Null while it runs. */
  readonly to: number | null;
}

/** A time in which steps of a run were at work in its project. */
export interface Span {
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
}

/** Children of a command and the disk's own clock lag behind its end. */
export const GRACE_MS = 1_500;
/** File times come from a clock that ticks every few milliseconds. */
const TICK_MS = 20;

export const isOfHolder = (change: SeenChange, holds: readonly Hold[], activities: readonly Activity[]): boolean =>
  holdsAt(change, holds).some(({ worker }) =>
    activities.some((activity) => activity.worker === worker && couldWrite(activity, change)),
  );

/** A deploy writes where its steps write: between them, as while it waits for a person, it writes nothing. */
export const isOfRun = ({ at }: SeenChange, spans: readonly Span[]): boolean =>
  spans.some(({ from, to }) => from - TICK_MS <= at && at <= (to ?? Number.POSITIVE_INFINITY) + GRACE_MS);

/** Who held the project when it was changed: two at the moment when it went from one to the other. */
export const holdsAt = ({ at }: SeenChange, holds: readonly Hold[]): readonly Hold[] =>
  holds.filter(({ from, to }) => from - TICK_MS <= at && at <= (to ?? Number.POSITIVE_INFINITY) + TICK_MS);

const couldWrite = ({ file, from, to }: Activity, { path, at }: SeenChange): boolean =>
  from - TICK_MS <= at &&
  at <= (to ?? Number.POSITIVE_INFINITY) + GRACE_MS &&
  // An editor writes beside the file and renames.
  (file === null || path === file || path.startsWith(`${file}.`) || path.startsWith(`${file}/`));
