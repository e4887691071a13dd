/**
 * What the runner tells the journal and asks of it. Each promise resolves when its event is on disk; a refusal means that
 * the run may not go on, and nothing more is done.
 */
import type { Reading } from '../domain/pipelines/gate.ts';
import type { Run, StepOutcome } from '../domain/pipelines/run.ts';
import type { Result } from '../domain/problem.ts';

export interface StepEnd {
  readonly outcome: StepOutcome;
  readonly because: string;
  readonly evidence: readonly string[];
  readonly ms: number;
  /** Null for what is no gate. */
  readonly reading: Reading['kind'] | null;
  readonly facts: Reading['facts'] | null;
}

export type ApprovalAnswer =
  | { readonly kind: 'approved' }
  | { readonly kind: 'ended' }
  /** Nobody will answer any more. */
  | { readonly kind: 'void'; readonly because: string };

export interface RunBook {
  readonly run: () => Run | null;
  readonly beginStep: (step: string) => Promise<Result<void>>;
  readonly endStep: (step: string, end: StepEnd) => Promise<Result<void>>;
  readonly reportBuilt: (digest: string) => Promise<Result<void>>;
  /** Asks, and resolves when a person has answered; `ended` when the answer was the end of the run. */
  readonly awaitApproval: (step: string, signal: AbortSignal) => Promise<ApprovalAnswer>;
  readonly turnBack: (because: string) => Promise<Result<void>>;
  readonly end: (because: string) => Promise<void>;
}
