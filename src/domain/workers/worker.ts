/**
 * A worker is a numbered seat that outlives its sessions; a session is one run of an agent program in it.
 * Every state carries since when it holds and the evidence for it, so that no status on screen is a guess.
 */
import type { DecisionId, ProjectId, SessionId, TaskId, TierName, WorkerNumber } from '../ids.ts';

export interface Worker {
  readonly number: WorkerNumber;
  readonly state: WorkerState;
  /** The step of the five-step workflow that the worker is in, while it has a task. */
  readonly step: Step | null;
  readonly task: TaskId | null;
  /** The spawn generation: rises by one with each session, and is part of every call's proof of identity. */
  readonly generation: number;
  /** The live session, or the last one (for an exact resume) when `state` says that none runs. */
  readonly session: Session | null;
  /** What it is doing right now, in a few words: `Edit src/theme.ts`. Worker text: shown, never obeyed. */
  readonly doing: string | null;
  /** Share of the context window in use, 0 to 100, where the agent reports it. */
  readonly contextPercent: number | null;
  /** Sum over the current task, in micro-dollars. */
  readonly costMicroUsd: number;
  /** Times (ms since the epoch) of recent session starts, for the restart limit. */
  readonly starts: readonly number[];
  /** Seq of the newest milestone of its session (wanted, opened, proven, prompted): what its reports are caused by. */
  readonly milestone: number | null;
  /** How often it was sent back to its work since it was last given any. */
  readonly sentBack: number;
  /** Its next session takes up a turn that was cut off to renew its wall, and is told to go on. */
  readonly isCutOff?: boolean;
  /** The budget for which its turn was ended in the middle of its task; null while there is money. */
  readonly paused?: string | null;
  /** Sessions that outgrew the window of their model, since its task is at its tier. */
  readonly overflows?: number;
  /** When it was last heard of: hook, telemetry or screen. */
  readonly heardAt: number | null;
}

const STEPS = ['startup', 'claim', 'work', 'update', 'release'] as const;
export type Step = (typeof STEPS)[number];

export interface Session {
  readonly id: SessionId;
  readonly generation: number;
  readonly pid: number | null;
  /** Absolute path. */
  readonly cwd: string;
  readonly project: ProjectId | null;
  readonly tier: TierName | null;
  readonly model: string | null;
  readonly startedAt: number;
  readonly guard: Guard;
  /** Whether this run of it took a prompt. */
  readonly prompted: boolean;
  /** Whether the agent took at least one prompt, so that `--resume` has something to resume. */
  readonly resumable: boolean;
}

/** Whether the gate is proven to stand before this session's tool calls. Only `proven` may be given work. */
export type Guard =
  | { readonly kind: 'proving' }
  | { readonly kind: 'proven'; readonly at: number; readonly hooks: readonly string[] }
  | { readonly kind: 'absent'; readonly because: string }
  /** The agent is another program, which has no hooks: shown as unguarded by design. */
  | { readonly kind: 'none' };

/** What a state rests on: `hook Stop`, `telemetry tool_decision`, `screen`, `pty exit`, `human`. */
export type Evidence = string;

interface Held {
  readonly since: number;
  readonly evidence: Evidence;
}

export type WorkerState =
  | ({ readonly kind: 'off' } & Held)
  | ({ readonly kind: 'starting' } & Held)
  | ({ readonly kind: 'unguarded'; readonly because: string } & Held)
  | ({ readonly kind: 'working' } & Held)
  /** The model service does not answer, and the agent asks it again by itself; `doing` has what it says of it. */
  | ({ readonly kind: 'retrying' } & Held)
  | ({ readonly kind: 'asking'; readonly decision: DecisionId | null } & Held)
  /** The agent put a question of its own to the human, in its pane. */
  | ({ readonly kind: 'questioning' } & Held)
  | ({ readonly kind: 'idle' } & Held)
  | ({ readonly kind: 'interrupted' } & Held)
  /** The model service refused: rate limit, billing, authentication, overload. */
  | ({ readonly kind: 'refused'; readonly because: string } & Held)
  /** The session is silent, or its screen reads as nothing that we know. Never taken for idle. */
  | ({ readonly kind: 'unreadable'; readonly because: string } & Held)
  | ({ readonly kind: 'stopping' } & Held)
  | ({ readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null } & Held)
  /** Restarted too often, or held back on purpose: a human is needed. */
  | ({ readonly kind: 'failed'; readonly because: string } & Held);

export type WorkerStateKind = WorkerState['kind'];

/** Whether an agent process is (or should be) running in this state. */
export const isRunning = (state: WorkerState): boolean =>
  state.kind !== 'off' && state.kind !== 'exited' && state.kind !== 'failed';
