/** The fleet as a whole: all workers of one workspace, held by one supervisor. */
export interface Fleet {
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly mode: FleetMode;
  readonly dispatch: DispatchMode;
  readonly state: FleetState;
  readonly startedAt: number;
  /** Scenario of a rehearsal. */
  readonly scenario: string | null;
  /** Whether the agent program has hooks, so that the gate can stand before its calls. */
  readonly hooks: boolean;
  /** Whether each session's shell stands behind a wall of the operating system. */
  readonly walled?: boolean;
  /** `claude` version found, `bash` for another agent program; null before it was looked for. */
  readonly agent: string | null;
  /** Things that a person should know of the files and the surroundings, worst first: broken rules, missing wall. */
  readonly warnings: readonly string[];
}

export type FleetMode = 'live' | 'rehearsal';
/** `auto` gives work to idle workers, `self` lets them pick, `off` waits for the human. */
export type DispatchMode = 'auto' | 'self' | 'off';
/** `read-only`: the disk takes no more events. It stands in no event; the loop alone sets it. */
export type FleetState = 'starting' | 'running' | 'stopping' | 'stopped' | 'read-only';

/** Whether a supervisor that is gone was to end. A fleet that could journal nothing more ends without saying that it stops. */
export const isEnding = (state: FleetState): boolean =>
  state === 'stopping' || state === 'stopped' || state === 'read-only';
