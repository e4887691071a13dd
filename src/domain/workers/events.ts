/** What became of sessions and of the workers in them. `generation` says which session of a worker is meant. */
import type { ProjectId, SessionId, TaskId, TierName, WorkerNumber } from '../ids.ts';
import type { Missing } from './stop.ts';
import type { WorkerState } from './worker.ts';

export type SessionEvent = {
  readonly worker: WorkerNumber;
  readonly generation: number;
} & (
  | {
      readonly kind: 'session.wanted';
      /** Names the session to take up again. */
      readonly resume: SessionId | null;
      readonly project: ProjectId | null;
      readonly tier: TierName | null;
      /** Not before this time (ms since the epoch), after crashes. */
      readonly notBefore: number | null;
    }
  | {
      readonly kind: 'session.opened';
      readonly session: SessionId;
      readonly pid: number;
      readonly model: string | null;
      /** Absolute. */
      readonly cwd: string;
      readonly project: ProjectId | null;
      readonly tier: TierName | null;
      readonly hooks: boolean;
    }
  | { readonly kind: 'session.renamed'; readonly session: SessionId }
  | { readonly kind: 'session.exited'; readonly code: number | null; readonly signal: string | null }
  /** The supervisor that held it is gone, and the session with it. */
  | { readonly kind: 'session.lost' }
  | { readonly kind: 'session.closing' }
  /** It is taken up again behind the wall of `project`, which it holds by now; null for none. */
  | { readonly kind: 'wall.renewed'; readonly project: ProjectId | null }
  /** Each of these hooks was seen registered in the agent. */
  | { readonly kind: 'guard.proven'; readonly hooks: readonly string[] }
  | { readonly kind: 'guard.absent'; readonly because: string }
  | { readonly kind: 'worker.changed'; readonly state: WorkerState; readonly doing: string | null }
  | { readonly kind: 'context.measured'; readonly percent: number }
  /** Its conversation no longer fits into its model's window, and the agent could not make it shorter. */
  | { readonly kind: 'context.overflowed'; readonly task: TaskId | null; readonly because: string }
  | { readonly kind: 'prompt.wanted'; readonly text: string; readonly purpose: 'task' | 'human' }
  /** Its turn ended before its work did; the list is what it was told. */
  | {
      readonly kind: 'worker.sent-back';
      readonly task: TaskId | null;
      readonly missing: readonly Missing[];
      readonly times: number;
    }
  /** Its budget is used up: its turn ended between two calls, and it goes on there when there is money again. */
  | { readonly kind: 'worker.paused'; readonly task: TaskId; readonly because: string }
  /** What fired for it is typed into its idle session. */
  | { readonly kind: 'worker.woken'; readonly mail: readonly string[]; readonly text: string }
  /** It was told that there is a task to pick. */
  | { readonly kind: 'worker.invited'; readonly task: TaskId; readonly text: string }
  | { readonly kind: 'prompt.submitted' }
  | { readonly kind: 'prompt.failed'; readonly because: string }
);
