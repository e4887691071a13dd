/**
 * A question for the human. `blocking` holds one tool call; `posted` was asked by a worker that goes on meanwhile.
 * It is settled once: the first answer wins, from the queue, the pane, the command line or another dashboard.
 */
import type { DecisionId, ProjectId, TaskId, WorkerNumber } from '../ids.ts';
import type { World } from '../world.ts';
import type { Risk } from './risk.ts';
import type { ToolCall } from './verdict.ts';

export interface Decision {
  readonly id: DecisionId;
  /** Null when no worker asks but a deploy. */
  readonly worker: WorkerNumber | null;
  readonly generation: number;
  readonly project: ProjectId | null;
  readonly task: TaskId | null;
  /** Of the event by which it was asked. */
  readonly seq: number;
  readonly askedAt: number;
  readonly question: Question;
  /** Hash over tool, input, cwd, generation and fence: an answer holds for exactly what was shown. */
  readonly binding: string;
  /** Why the gate asks rather than decides. */
  readonly because: string;
  /** What it would do, as analysed when it was asked. */
  readonly risk?: Risk;
  /** What the worker did just before, oldest first. */
  readonly lately?: readonly string[];
  readonly state: DecisionState;
  /** The asker was told the answer to its posted question. */
  readonly delivered?: true;
}

export type Question =
  | { readonly kind: 'blocking'; readonly call: ToolCall }
  | { readonly kind: 'posted'; readonly text: string };

export type DecisionState =
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'settled';
      readonly answer: Answer;
      readonly by: SettledBy;
      readonly at: number;
      readonly reason: string | null;
      /** The input that was approved in place of the worker's. */
      readonly input?: unknown;
    }
  /** The asker is gone or the thing changed: nothing is decided, nothing runs. */
  | { readonly kind: 'void'; readonly because: string; readonly at: number };

export type Answer = 'approve' | 'deny';
/** Where the winning answer came from. */
export type SettledBy = 'dashboard' | 'cli' | 'pane' | 'policy' | 'phone';

export const waitingDecisions = (world: World): readonly Decision[] =>
  Object.values(world.decisions).filter((decision) => decision.state.kind === 'waiting');
