/** Does the work of one step, whatever its kind, with a log of its own; how it ended is a value, and no secret is in it. */
import { join } from 'node:path';
import { holds, type Reading } from '../domain/pipelines/gate.ts';
import type { CommandWork, HttpWork, PlannedStep } from '../domain/pipelines/plan.ts';
import { unreachable } from '../domain/unreachable.ts';
import { outputText } from './capped-output.ts';
import { sendRequest } from './http-step.ts';
import { maskOf } from './mask.ts';
import type { StepRun } from './plan-run.ts';
import type { ApprovalAnswer, StepEnd } from './run-book.ts';
import { describeEnd, runCommand, succeeded } from './run-command.ts';
import { envOf, secretsOf } from './step-environment.ts';
import { openStepLog, type StepLog } from './step-log.ts';

const MAX_OUTPUT_BYTES = 64_000;
/** What a person needs of a failing program: its end. */
const SHOWN_LINES = 12;

/** Null when a person's answer ended the run meanwhile. */
export const carryOut = async (run: StepRun, step: PlannedStep): Promise<StepEnd | null> => {
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
