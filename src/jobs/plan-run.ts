/** What a run of a plan is given: who is told, who looks, and what its steps may see. */
import type { GateSpec, Reading } from '../domain/pipelines/gate.ts';
import type { Argv, Plan } from '../domain/pipelines/plan.ts';
import type { RunBook } from './run-book.ts';
import type { StepLog } from './step-log.ts';

export interface PlanRun {
  readonly plan: Plan;
  /** The project, absolute. */
  readonly root: string;
  /** The run's own directory: logs and what gates leave. */
  readonly directory: string;
  readonly book: RunBook;
  readonly runGate: RunGate;
  /** What every step sees. */
  readonly baseEnv: Readonly<Record<string, string>>;
  /** Variables that a step must name to see them. */
  readonly namedEnv: Readonly<Record<string, string | undefined>>;
  /** A person said yes beforehand. */
  readonly approved: boolean;
  readonly signal: AbortSignal;
  /** The process of a step was started; what is left of it after a crash is found by this. */
  readonly onSpawn: (step: string, pid: number) => void;
  /** A wall around what the project itself runs, where who asks may not run it freely. */
  readonly wrap?: Wrap;
}

export type Wrap = (argv: Argv, cwd: string) => Argv;

export type RunGate = (
  spec: GateSpec,
  context: {
    readonly root: string;
    readonly directory: string;
    readonly env: (names: readonly string[]) => Readonly<Record<string, string>>;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
    readonly log: StepLog;
    readonly onSpawn: (pid: number) => void;
    readonly wrap?: Wrap;
  },
) => Promise<Reading>;

/** A look without a journal has no book. */
export type StepRun = Omit<PlanRun, 'book'> & { readonly book: RunBook | null };
