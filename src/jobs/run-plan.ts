/**
 * Runs a plan, one step after the other. Each step is journalled before it begins and after it ends; what ships is looked
 * at once more before the first step that changes the target; what fails after that is turned back.
 */
import { join } from 'node:path';
import type { GateSpec, Reading } from '../domain/pipelines/gate.ts';
import { holds } from '../domain/pipelines/gate.ts';
import type { Argv, CommandWork, HttpWork, Plan, PlannedStage, PlannedStep } from '../domain/pipelines/plan.ts';
import { retriesOf } from '../domain/pipelines/plan.ts';
import { isOver } from '../domain/pipelines/run.ts';
import { unreachable } from '../domain/unreachable.ts';
import { outputText } from './capped-output.ts';
import { digestOf } from './digest.ts';
import { sendRequest } from './http-step.ts';
import { maskOf } from './mask.ts';
import type { ApprovalAnswer, RunBook, StepEnd } from './run-book.ts';
import { describeEnd, runCommand, succeeded } from './run-command.ts';
import { openStepLog, type StepLog } from './step-log.ts';

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

const MAX_OUTPUT_BYTES = 64_000;
/** What a person needs of a failing program: its end. */
const SHOWN_LINES = 12;

export const runPlan = async (run: PlanRun): Promise<void> => {
  const { plan, book } = run;
  const because =
    book.run()?.purpose === 'rollback' ? await runSteps(run, plan.rollback) : await runForward(run, plan.stages);
  if (because !== null) {
    await book.turnBack(because);
    if (book.run()?.state.kind === 'rolling-back') {
      // Whoever stopped the run wants what served before to serve again.
      const back = await runSteps({ ...run, signal: new AbortController().signal }, plan.rollback);
      return book.end(back === null ? `${because}; the way back is done` : `${because}; the way back failed: ${back}`);
    }
  }
  const now = book.run();
  if (now !== null && !isOver(now)) await book.end(because ?? 'every step passed');
};

/**
 * The same steps without a journal: all that comes before the first step that sends. Nothing is approved, and nothing
 * outside of the project changes.
 */
export const lookOnly = async (
  run: Omit<PlanRun, 'book' | 'approved' | 'onSpawn'>,
  told: (step: PlannedStep, end: StepEnd) => void,
): Promise<boolean> => {
  const stages = run.plan.stages;
  const first = stages.findIndex(({ sends }) => sends);
  const steps = stages.slice(0, first < 0 ? stages.length : first).flatMap((stage) => stage.steps);
  let isGood = true;
  for (const step of steps.filter(({ kind }) => kind !== 'approval')) {
    if (run.signal.aborted) return false;
    const end = await carryOut({ ...run, book: null, approved: true, onSpawn: () => undefined }, step);
    if (end === null) return false;
    told(step, end);
    if (end.outcome === 'passed' || end.outcome === 'skipped') continue;
    isGood = false;
    // Every gate is looked at, so that a person sees all that is wrong; without a build there is nothing to look at.
    if (step.kind !== 'gate' || step.id === 'build') return false;
  }
  return isGood;
};

/** Why the run may not go on; null when all is done. */
const runForward = async (run: PlanRun, stages: readonly PlannedStage[]): Promise<string | null> => {
  let wasChecked = false;
  for (const stage of stages) {
    if (stage.sends && !wasChecked) {
      wasChecked = true;
      const changed = await changedSinceBuilt(run);
      if (changed !== null) return changed;
    }
    const stopped = await runSteps(run, stage.steps);
    if (stopped !== null) return stopped;
    if (stage.name === 'build' || stage === lastBefore(stages)) await reportBuilt(run);
  }
  return null;
};

/** Without a stage of that name, what stands before the first one that sends is what is shipped. */
const lastBefore = (stages: readonly PlannedStage[]): PlannedStage | undefined => {
  if (stages.some(({ name }) => name === 'build')) return undefined;
  const first = stages.findIndex(({ sends }) => sends);
  return stages[(first < 0 ? stages.length : first) - 1];
};

const reportBuilt = async ({ plan, root, book }: PlanRun): Promise<void> => {
  if (plan.artefacts.length > 0 && book.run()?.digest === null)
    await book.reportBuilt(await digestOf(root, plan.artefacts));
};

const changedSinceBuilt = async (run: PlanRun): Promise<string | null> => {
  const { plan, root, book } = run;
  if (plan.artefacts.length === 0) return null;
  await reportBuilt(run);
  const built = book.run()?.digest ?? null;
  return built === (await digestOf(root, plan.artefacts))
    ? null
    : 'what was built has changed since the gates looked at it: nothing is shipped';
};

const runSteps = async (run: PlanRun, steps: readonly PlannedStep[]): Promise<string | null> => {
  let held: string | null = null;
  for (const step of steps) {
    // The gates of a stage are all looked at, so that a person sees at once all that is wrong.
    if (held !== null && step.kind !== 'gate') return held;
    const stopped = await runStep(run, step);
    if (stopped !== null && step.kind !== 'gate') return held ?? stopped;
    held ??= stopped;
  }
  return held;
};

const runStep = async (run: PlanRun, step: PlannedStep): Promise<string | null> => {
  const { book } = run;
  const known = book.run()?.steps.find(({ id }) => id === step.id);
  if (known?.state.kind === 'ended' && known.state.outcome === 'skipped') return null;
  for (let attempt = 0; ; attempt += 1) {
    if (run.signal.aborted) return 'a person stopped it';
    const begun = await book.beginStep(step.id);
    if (!begun.ok) return begun.problem.message;
    const end = await carryOut(run, step);
    // Answered by a person, who ended the run with the answer.
    if (end === null) return 'the answer was no';
    const noted = await book.endStep(step.id, end);
    if (!noted.ok) return noted.problem.message;
    if (end.outcome === 'passed' || end.outcome === 'skipped') return null;
    if (attempt >= retriesOf(step) || run.signal.aborted) return `${step.name}: ${end.because}`;
  }
};

const carryOut = async (run: StepRun, step: PlannedStep): Promise<StepEnd | null> => {
  const startedAt = performance.now();
  const mask = maskOf(secretsOf(run, step));
  const log = openStepLog(run.directory, step.id, mask);
  try {
    const end = await workOf(run, step, log);
    if (end === null) return null;
    log.line(`${end.reading ?? end.outcome}: ${end.because}`);
    for (const line of end.evidence) log.line(`  ${line}`);
    return {
      ...end,
      because: mask.text(end.because),
      evidence: end.evidence.map(mask.text),
      ms: Math.round(performance.now() - startedAt),
    };
  } finally {
    log.close();
  }
};

/** A look without a journal has no book. */
type StepRun = Omit<PlanRun, 'book'> & { readonly book: RunBook | null };

type Worked = Omit<StepEnd, 'ms'>;

const workOf = async (run: StepRun, step: PlannedStep, log: StepLog): Promise<Worked | null> => {
  switch (step.kind) {
    case 'command':
      return commandEnd(run, step, log);
    case 'http':
      return httpEnd(run, step);
    case 'gate':
      return gateEnd(
        await run.runGate(step.gate, {
          root: run.root,
          directory: run.directory,
          env: (names) => envOf(run, names),
          timeoutMs: step.timeoutMs,
          signal: run.signal,
          log,
          onSpawn: (pid) => run.onSpawn(step.id, pid),
          ...(run.wrap === undefined ? {} : { wrap: run.wrap }),
        }),
      );
    case 'approval':
      if (run.approved || run.book === null) return { ...DONE, because: 'a person said yes beforehand' };
      return approvalEnd(await run.book.awaitApproval(step.id, run.signal));
    default:
      return unreachable(step);
  }
};

const approvalEnd = (answer: ApprovalAnswer): Worked | null => {
  if (answer.kind === 'ended') return null;
  return answer.kind === 'approved'
    ? { ...DONE, because: 'a person said yes' }
    : { ...DONE, outcome: 'failed', because: answer.because };
};

const DONE = { outcome: 'passed', evidence: [], reading: null, facts: null } as const;

const commandEnd = async (run: StepRun, work: PlannedStep & CommandWork, log: StepLog): Promise<Worked> => {
  const cwd = join(run.root, work.cwd);
  log.line(`$ ${work.argv.join(' ')}`);
  const result = await runCommand({
    argv: run.wrap?.(work.argv, cwd) ?? work.argv,
    cwd,
    env: { ...envOf(run, work.env), ...work.set },
    timeoutMs: work.timeoutMs,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    signal: run.signal,
    onOutput: log.output,
    onSpawn: (pid) => run.onSpawn(work.id, pid),
  });
  const evidence = outputText(result.output).trimEnd().split('\n').slice(-SHOWN_LINES);
  return {
    ...DONE,
    outcome: succeeded(result) ? 'passed' : 'failed',
    because: `${describeEnd(result)}${result.leftBehind ? '; something that it started still runs' : ''}`,
    evidence: evidence.filter((line) => line !== ''),
  };
};

const httpEnd = async (run: StepRun, work: PlannedStep & HttpWork): Promise<Worked> => {
  const token = work.tokenEnv === null ? null : (run.namedEnv[work.tokenEnv] ?? null);
  if (work.tokenEnv !== null && token === null)
    return { ...DONE, outcome: 'failed', because: `the variable ${work.tokenEnv} has no value` };
  const answer = await sendRequest({ ...work, token, signal: run.signal });
  return answer.ok
    ? { ...DONE, because: `${work.method} ${work.url}: ${answer.value.status}` }
    : { ...DONE, outcome: 'failed', because: answer.problem.message };
};

const gateEnd = (reading: Reading): Worked => ({
  outcome: reading.kind === 'skipped' ? 'skipped' : holds(reading) ? 'failed' : 'passed',
  because: reading.because,
  evidence: [...reading.evidence, ...reading.tools.map((tool) => `seen by ${tool}`)],
  reading: reading.kind,
  facts: reading.facts ?? null,
});

const envOf = (
  { baseEnv, namedEnv }: Pick<PlanRun, 'baseEnv' | 'namedEnv'>,
  names: readonly string[],
): Readonly<Record<string, string>> => ({
  ...baseEnv,
  ...Object.fromEntries(
    names.flatMap((name) => {
      const value = namedEnv[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
});

const secretsOf = ({ namedEnv }: Pick<PlanRun, 'namedEnv'>, step: PlannedStep): readonly string[] => {
  return namesOf(step).map((name) => namedEnv[name] ?? '');
};

const namesOf = (step: PlannedStep): readonly string[] => {
  switch (step.kind) {
    case 'command':
      return step.env;
    case 'http':
      return step.tokenEnv === null ? [] : [step.tokenEnv];
    case 'gate':
      return gateNames(step.gate);
    case 'approval':
      return [];
    default:
      return unreachable(step);
  }
};

const gateNames = (spec: GateSpec): readonly string[] => {
  if ('env' in spec) return spec.env;
  return 'tokenEnv' in spec ? [spec.tokenEnv] : [];
};
