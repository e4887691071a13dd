/** What can become true of runs; part of the journal's events, so no field is ever renamed or re-used. */
import type { ProjectId } from '../ids.ts';
import type { ReadingKind } from './gate.ts';
import type { PipelineKind } from './plan.ts';
import type { Facts, RunId, RunOutcome, RunStep, StepOutcome } from './run.ts';

export type PipelineEvent =
  | {
      readonly kind: 'run.started';
      readonly run: RunId;
      readonly pipeline: string;
      readonly pipelineKind: PipelineKind;
      readonly project: ProjectId;
      readonly environment: string;
      readonly target: string;
      readonly purpose: 'deploy' | 'rollback';
      readonly release: string;
      readonly restores?: string | null;
      readonly commit: string | null;
      readonly commitAt: number | null;
      readonly fence: number;
      readonly steps: readonly Omit<RunStep, 'attempt' | 'state'>[];
      /** Steps before it are not run: a person said `--from`. */
      readonly from: string | null;
      /** Of the run that this one goes on with. */
      readonly digest: string | null;
      readonly by: string;
    }
  | { readonly kind: 'run.step-started'; readonly run: RunId; readonly step: string; readonly attempt: number }
  | {
      readonly kind: 'run.step-ended';
      readonly run: RunId;
      readonly step: string;
      readonly outcome: StepOutcome;
      /** Null for a step that is no gate. */
      readonly reading: ReadingKind | null;
      readonly because: string;
      /** Bounded; all of it stands in the run's directory. */
      readonly evidence: readonly string[];
      readonly ms: number;
    }
  /** The artefacts stand: from here on the run is about exactly these bytes. */
  | { readonly kind: 'run.built'; readonly run: RunId; readonly digest: string }
  | { readonly kind: 'run.fact-found'; readonly run: RunId; readonly facts: Facts }
  | { readonly kind: 'run.approved'; readonly run: RunId; readonly by: string }
  | { readonly kind: 'run.turning-back'; readonly run: RunId; readonly because: string }
  | { readonly kind: 'run.ended'; readonly run: RunId; readonly outcome: RunOutcome; readonly because: string }
  /** A person looked at what nobody knew. */
  | { readonly kind: 'run.resolved'; readonly run: RunId; readonly shipped: boolean; readonly by: string }
  | { readonly kind: 'project.held'; readonly project: ProjectId; readonly run: RunId; readonly fence: number }
  | {
      readonly kind: 'project.freed';
      readonly project: ProjectId;
      readonly run: RunId;
      readonly fence: number;
      readonly because: string;
    };
