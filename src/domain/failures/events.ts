/** Failures as the journal tells them: seen, and held off. */
import type { ProjectId, TaskId, WorkerNumber } from '../ids.ts';
import type { FailureSource } from './failure.ts';

export interface SeenFailure {
  readonly fingerprint: string;
  readonly source: FailureSource;
  readonly worker: WorkerNumber | null;
  readonly project: ProjectId | null;
  readonly task: TaskId | null;
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly prevent: string;
  /** Empty where no one call failed. */
  readonly call: string;
}

export type FailureEvent =
  | ({ readonly kind: 'failure.seen' } & SeenFailure)
  /** A worker was about to repeat a known failing call: it was told the lesson, or the call was refused for it. */
  | {
      readonly kind: 'lesson.told';
      readonly fingerprint: string;
      readonly worker: WorkerNumber;
      readonly entry: string;
      readonly outcome: 'told' | 'stopped';
    }
  /** It came again too often: a rule was proposed by a decision. */
  | {
      readonly kind: 'lesson.proposed';
      readonly fingerprint: string;
      readonly decision: string;
      readonly line: string;
    }
  /** A worker was asked to think at an edge of its work, and what it answered. */
  | { readonly kind: 'reflection.prompted'; readonly worker: WorkerNumber; readonly edge: ReflectionEdge }
  | {
      readonly kind: 'reflection.answered';
      readonly worker: WorkerNumber;
      readonly edge: ReflectionEdge;
      readonly text: string;
    };

const REFLECTION_EDGES = ['claim', 'failures', 'stop'] as const;
export type ReflectionEdge = (typeof REFLECTION_EDGES)[number];
