/** What people, workers and the runner may say about deploys. Plans are made at the edge, from gaffer.yaml. */
import type { ProjectId, WorkerNumber } from '../ids.ts';
import type { Reading } from './gate.ts';
import type { Plan } from './plan.ts';
import type { RunId, StepOutcome } from './run.ts';

/** What a person may ask for; the edge answers it with `begin-run` and the plan. */
export type DeployHumanCommand =
  | {
      readonly kind: 'deploy';
      readonly pipeline: string;
      readonly environment: string | null;
      readonly purpose: 'deploy' | 'rollback';
      readonly from: string | null;
      /** The person has said yes beforehand: what the plan needs as approval is given. */
      readonly approved: boolean;
    }
  | { readonly kind: 'stop-run'; readonly run: RunId }
  /** A person looked at a run whose end nobody saw. */
  | { readonly kind: 'resolve-run'; readonly run: RunId; readonly shipped: boolean };

export type DeployEdgeCommand =
  | {
      readonly kind: 'begin-run';
      readonly plan: Plan;
      readonly purpose: 'deploy' | 'rollback';
      readonly from: string | null;
      readonly release: string;
      /** Of a way back alone: what shall serve again. */
      readonly restores?: string | null;
      readonly commit: string | null;
      readonly commitAt: number | null;
      readonly by: string;
    }
  | { readonly kind: 'begin-step'; readonly run: RunId; readonly step: string }
  | {
      readonly kind: 'end-step';
      readonly run: RunId;
      readonly step: string;
      readonly outcome: StepOutcome;
      readonly because: string;
      readonly evidence: readonly string[];
      readonly ms: number;
      readonly reading: Reading['kind'] | null;
      readonly facts: Reading['facts'] | null;
    }
  | { readonly kind: 'report-built'; readonly run: RunId; readonly digest: string }
  /** The run waits: `text` is all that the human needs to see. */
  | { readonly kind: 'ask-approval'; readonly run: RunId; readonly step: string; readonly text: string }
  | { readonly kind: 'turn-back'; readonly run: RunId; readonly because: string }
  | { readonly kind: 'end-run'; readonly run: RunId; readonly because: string }
  /** The runner that had these in hand is gone. */
  | { readonly kind: 'recover-runs'; readonly evidence: Readonly<Record<RunId, string>> };

/** A worker asks; what comes of it is the human's, unless gaffer.yaml lets workers deploy there. */
export interface RequestDeploy {
  readonly kind: 'request-deploy';
  readonly worker: WorkerNumber;
  readonly generation: number;
  readonly pipeline: string;
  readonly environment: string;
  readonly project: ProjectId;
  readonly text: string;
}
