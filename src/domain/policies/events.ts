/** Verdicts on calls, and the decisions that people were asked for. */
import type { DecisionId, ProjectId, TaskId, WorkerNumber } from '../ids.ts';
import type { Answer, Question, SettledBy } from './decision.ts';
import type { Risk } from './risk.ts';
import type { ToolCall, Verdict } from './verdict.ts';

export type PolicyEvent =
  | {
      readonly kind: 'verdict.given';
      readonly worker: WorkerNumber;
      readonly generation: number;
      readonly call: ToolCall;
      readonly verdict: Verdict;
    }
  | {
      readonly kind: 'decision.asked';
      readonly decision: DecisionId;
      /** Null when no worker asks but a deploy. */
      readonly worker: WorkerNumber | null;
      readonly generation: number;
      readonly project: ProjectId | null;
      readonly task: TaskId | null;
      readonly question: Question;
      readonly binding: string;
      readonly because: string;
      /** What it would do, as analysed when it was asked. */
      readonly risk?: Risk;
      /** What the worker did just before, oldest first. */
      readonly lately?: readonly string[];
    }
  | {
      readonly kind: 'decision.settled';
      readonly decision: DecisionId;
      readonly answer: Answer;
      readonly by: SettledBy;
      readonly reason: string | null;
      /** The input that was approved in place of the worker's. */
      readonly input?: unknown;
    }
  /** The asker of a posted question was told its answer. */
  | { readonly kind: 'decision.delivered'; readonly decision: DecisionId; readonly worker: WorkerNumber }
  /** The human answered "always"; `line` is the bullet for POLICIES.md. */
  | { readonly kind: 'rule.added'; readonly decision: DecisionId; readonly line: string }
  | { readonly kind: 'decision.voided'; readonly decision: DecisionId; readonly because: string };
