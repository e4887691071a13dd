/**
 * The identifiers of the domain. Each is a branded string or number made in one place here, so that a task can never
 * be passed where a project is wanted; parse at the edge, trust inside.
 */
declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A worker's seat, 1 to 64. */
export type WorkerNumber = Branded<number, 'WorkerNumber'>;
/** A project's path relative to the workspace, `/` separated, without a trailing slash: `apps/alpha`. */
export type ProjectId = Branded<string, 'ProjectId'>;
/** A task's id as it stands in BACKLOG.md: `T12`. */
export type TaskId = Branded<string, 'TaskId'>;
/** A decision's id: `D7`. */
export type DecisionId = Branded<string, 'DecisionId'>;
/** The uuid that the agent program knows its session by. */
export type SessionId = Branded<string, 'SessionId'>;
/** A tier's name, as configured: `haiku`. */
export type TierName = Branded<string, 'TierName'>;

export const MAX_WORKERS = 64;

export const workerNumber = (value: number): WorkerNumber => {
  if (!isWorkerNumber(value)) throw new RangeError(`worker number ${value} is not a whole number from 1 to 64`);
  return value;
};

export const isWorkerNumber = (value: number): value is WorkerNumber =>
  Number.isInteger(value) && value >= 1 && value <= MAX_WORKERS;

export const projectId = (path: string): ProjectId => path as ProjectId;
export const taskId = (text: string): TaskId => text as TaskId;
export const decisionId = (text: string): DecisionId => text as DecisionId;
export const sessionId = (text: string): SessionId => text as SessionId;
export const tierName = (text: string): TierName => text as TierName;
