/** One run of a pipeline, as the journal knows it. A run always has a named state; `unknown` is one that a person settles. */
import type { DecisionId, ProjectId } from '../ids.ts';
import type { ReadingKind } from './gate.ts';
import type { PipelineKind, PlannedStep } from './plan.ts';

/** `R7`. */
export type RunId = string;

export interface Run {
  readonly id: RunId;
  readonly pipeline: string;
  readonly kind: PipelineKind;
  readonly project: ProjectId;
  readonly environment: string;
  readonly target: string;
  /** `rollback` runs the way back alone. */
  readonly purpose: 'deploy' | 'rollback';
  /** What the run puts at the target goes by this name; a run that goes on with another one keeps its name. */
  readonly release: string;
  /** Of a way back alone: the release that it makes serve again. */
  readonly restores?: string | null;
  readonly commit: string | null;
  /** When the commit was made (ms since the epoch): where lead time is counted from. */
  readonly commitAt: number | null;
  readonly fence: number;
  readonly startedAt: number;
  readonly by: string;
  readonly steps: readonly RunStep[];
  readonly state: RunState;
  /** What the run ships: taken after the build, looked at again before the first step that ships. */
  readonly digest: string | null;
  readonly approval: Approval | null;
  readonly facts: Facts;
}

/** Version code, size, certificate: what the next run compares with. */
export type Facts = Readonly<Record<string, string | number>>;

export interface Approval {
  /** Null when the person had said yes beforehand. */
  readonly decision: DecisionId | null;
  /** Null while it waits. */
  readonly answer: 'approve' | 'deny' | null;
  readonly by: string | null;
}

export type RunState =
  | { readonly kind: 'running' }
  | { readonly kind: 'awaiting-approval'; readonly decision: DecisionId }
  | { readonly kind: 'rolling-back'; readonly because: string }
  | { readonly kind: 'ended'; readonly outcome: RunOutcome; readonly because: string; readonly at: number };

export type RunOutcome =
  /** Every step passed: this is what serves now. */
  | 'shipped'
  /** A gate or a person held it, or a step failed, before anything was shipped. */
  | 'held'
  | 'failed'
  /** It failed while shipping; what served before serves again. */
  | 'rolled-back'
  /** It ended between steps or in one that may be repeated, before or while shipping; `--from` goes on. */
  | 'interrupted'
  /** Nobody saw the end of a step that must not run twice, or the way back failed: a person looks and says. */
  | 'unknown';

export interface RunStep {
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  readonly work: PlannedStep['kind'];
  readonly ships: boolean;
  readonly repeatable: boolean;
  /** Runs allowed after a failure. */
  readonly retries: number;
  /** The way back, which runs only when it is wanted. */
  readonly rollback: boolean;
  readonly attempt: number;
  readonly state: StepState;
}

export type StepState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly since: number }
  | {
      readonly kind: 'ended';
      readonly outcome: StepOutcome;
      readonly reading: ReadingKind | null;
      readonly because: string;
      readonly at: number;
      readonly ms: number;
    };

export type StepOutcome = 'passed' | 'failed' | 'skipped' | 'unknown';

/** The exclusive right of a run to its project: while it stands, no worker gets the lock. */
export interface Hold {
  readonly project: ProjectId;
  readonly run: RunId;
  readonly fence: number;
  readonly since: number;
}

/** What serves at a target, as far as this journal knows. */
export interface Target {
  readonly target: string;
  readonly pipeline: string;
  /** Null when nothing was shipped yet or nobody knows. */
  readonly live: Shipped | null;
  readonly previous: Shipped | null;
  /** The run that left it in a state that nobody knows. */
  readonly unknown: RunId | null;
}

export interface Shipped {
  readonly run: RunId;
  readonly release: string;
  readonly commit: string | null;
  readonly digest: string | null;
  readonly at: number;
  readonly facts: Facts;
}

export const isOver = (run: Run): run is Run & { readonly state: Extract<RunState, { kind: 'ended' }> } =>
  run.state.kind === 'ended';

export const liveRunOf = (runs: Readonly<Record<string, Run>>, target: string): Run | null =>
  Object.values(runs).find((run) => run.target === target && !isOver(run)) ?? null;

/** Something of the target may have changed: a step that ships was begun. */
export const hasShipped = (run: Run): boolean =>
  run.steps.some(({ ships, rollback, state }) => ships && !rollback && state.kind !== 'waiting' && !isSkipped(state));

export const isSkipped = (state: StepState): boolean => state.kind === 'ended' && state.outcome === 'skipped';

/** Nothing of it is left to do: it passed, or was rightly passed over. */
export const isDone = ({ state }: RunStep): boolean =>
  isSkipped(state) || (state.kind === 'ended' && state.outcome === 'passed');

/** A name for what a run puts at the target: sorts by time, never repeats. */
export const releaseName = (run: RunId, commit: string | null): string =>
  `${run}-${(commit ?? 'nocommit').slice(0, 12)}`;
