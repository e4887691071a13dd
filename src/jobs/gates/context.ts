/** What every gate is given to look with. */
import { resolve, sep } from 'node:path';
import type { Reading } from '../../domain/pipelines/gate.ts';
import type { Argv } from '../../domain/pipelines/plan.ts';
import type { Facts } from '../../domain/pipelines/run.ts';
import type { CommandResult } from '../run-command.ts';
import { runCommand } from '../run-command.ts';
import type { StepLog } from '../step-log.ts';
import type { ToolBox } from '../tools.ts';

export interface GateContext {
  /** The project, absolute. */
  readonly root: string;
  /** Where a gate may leave what it makes: the run's own directory. */
  readonly directory: string;
  readonly env: (names: readonly string[]) => Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly log: StepLog;
  readonly tools: ToolBox;
  /** Of what serves now; null when nothing was shipped yet. */
  readonly shipped: Facts | null;
  readonly secretOf: (name: string) => string | null;
  readonly now: () => number;
  readonly onSpawn?: ((pid: number) => void) | undefined;
  /** Around what the project itself runs. */
  readonly wrap?: ((argv: Argv, cwd: string) => Argv) | undefined;
}

export type Gate<Spec> = (spec: Spec, context: GateContext) => Promise<Reading>;

/** Enough for a manifest of a large app. */
const MAX_OUTPUT_BYTES = 4_000_000;

/** One look by a program, which reads and writes nothing of the project's environment. */
export const look = (
  { env, timeoutMs, signal, root, log, onSpawn }: GateContext,
  argv: Argv,
  more: {
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly timeoutMs?: number;
    readonly maxOutputBytes?: number;
  } = {},
): Promise<CommandResult> => {
  log.line(`$ ${argv.join(' ')}`);
  return runCommand({
    argv,
    cwd: more.cwd ?? root,
    env: { ...env([]), ...more.env },
    timeoutMs: more.timeoutMs ?? timeoutMs,
    maxOutputBytes: more.maxOutputBytes ?? MAX_OUTPUT_BYTES,
    signal,
    onOutput: log.output,
    ...(onSpawn === undefined ? {} : { onSpawn }),
  });
};

/** A program of the project, which a worker may have written: behind the wall, where there is one. */
export const runOwn = (
  context: GateContext,
  argv: Argv,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<CommandResult> => look(context, context.wrap?.(argv, cwd) ?? argv, { cwd, env });

/** `path` in the project, and nowhere else. */
export const inProject = ({ root }: GateContext, path: string): string => {
  const full = resolve(root, path);
  if (full !== root && !full.startsWith(root + sep)) throw new RangeError(`${path} is not inside the project`);
  return full;
};

const SHOWN_LINES = 12;

/** The end of what a program said: for evidence. */
export const lastLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-SHOWN_LINES);
