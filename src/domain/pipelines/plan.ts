/**
 * A plan is a pipeline with every choice made: plain stages of steps, in the order in which they run. It is all that the
 * runner knows; the four ready-made kinds are nothing but ways to write one.
 */
import type { ProjectId } from '../ids.ts';
import type { GateSpec } from './gate.ts';

export interface Plan {
  readonly pipeline: string;
  readonly kind: PipelineKind;
  readonly project: ProjectId;
  readonly environment: string;
  /** What two runs must never change at once; shared by pipelines that write to one place. */
  readonly target: string;
  readonly stages: readonly PlannedStage[];
  /** Brings back what served before; empty when the pipeline has no way back. */
  readonly rollback: readonly PlannedStep[];
  /** Paths in the project of which the digest is taken: what the run ships. */
  readonly artefacts: readonly string[];
  /** Whether the commit must be known and nothing uncommitted. */
  readonly source: 'clean' | 'any';
}

export type PipelineKind = 'website' | 'container' | 'android' | 'home-assistant' | 'plain';

export interface PlannedStage {
  readonly name: string;
  readonly needs: readonly string[];
  readonly steps: readonly PlannedStep[];
  /** From here on something leaves this machine: the approval and the last look at what was built come before. */
  readonly sends: boolean;
  /** From here on what serves changes: what fails later is rolled back. */
  readonly ships: boolean;
}

export type PlannedStep = { readonly id: string; readonly name: string } & StepWork;

export type StepWork = CommandWork | HttpWork | GateWork | ApprovalWork;

export interface CommandWork {
  readonly kind: 'command';
  readonly argv: Argv;
  /** In the project; `.` is the project itself. */
  readonly cwd: string;
  /** Names of variables of the supervisor's environment that it may see. */
  readonly env: readonly string[];
  /** Values that are no secret: they stand in gaffer.yaml. */
  readonly set: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Running it twice does no harm. */
  readonly repeatable: boolean;
}

/** One request to a service: the secret is named, never written. */
export interface HttpWork {
  readonly kind: 'http';
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly tokenEnv: string | null;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly repeatable: boolean;
}

export interface GateWork {
  readonly kind: 'gate';
  readonly gate: GateSpec;
  readonly timeoutMs: number;
}

export interface ApprovalWork {
  readonly kind: 'approval';
}

export type Argv = readonly [string, ...string[]];

/** Running it again after its end was not seen may do a second time what should be done once. */
export const isRepeatable = (step: StepWork): boolean =>
  step.kind === 'gate' || step.kind === 'approval' || step.repeatable;

export const retriesOf = (step: StepWork): number =>
  step.kind === 'command' || step.kind === 'http' ? step.retries : 0;
