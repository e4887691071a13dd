/**
 * How a project was left: whether its working tree is clean, and whether the end checks of gaffer.yaml pass. Checks run
 * code that a worker wrote, so they run behind a wall of their own where there is one, and with a session's short list of
 * variables.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { buildEnvironment } from '../claude/environment.ts';
import type { Wall } from '../claude/wall.ts';
import type { ProjectId } from '../domain/ids.ts';
import { describeProblem } from '../domain/problem.ts';
import type { CheckResult, EndFindings } from '../domain/workers/stop.ts';
import { checkWallOf } from './check-wall.ts';
import { gitIgnoreEnvironment } from './git-ignore.ts';
import type { Fleet } from './parts.ts';
import { holdingGates, type Qa, type QaReport, qaText } from './qa.ts';

export type LookAtEnd = (project: ProjectId) => Promise<EndFindings>;

/** A status of the largest repositories takes seconds; one that hangs must not hold the worker. */
const GIT_MS = 20_000;
/** What a model needs of a failing run: its end. */
const OUTPUT_LINES = 20;
const OUTPUT_CHARS = 2_000;

export const createEndChecks = (fleet: Fleet, wall: Wall, ownRoot: string, qa: Qa | null): LookAtEnd => {
  const { places, config } = fleet;
  const gitIgnore = gitIgnoreEnvironment(places);
  const behindWall = checkWallOf(fleet, wall);
  const env = buildEnvironment({
    from: process.env,
    extraNames: [],
    ownRoot,
    telemetry: null,
    author: null,
    overrides: { ...gitIgnore, CI: '1', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
  });

  const runCheck = async (root: string, command: string): Promise<CheckResult> => {
    const scratch = await mkdtemp(join(tmpdir(), 'gaffer-check-'));
    const startedAt = performance.now();
    let late = false;
    const shell = ['sh', '-c', command] as const;
    const [program, ...args] = behindWall === null ? shell : [...behindWall(root, scratch), ...shell];
    try {
      const running = execa(program, args, {
        cwd: root,
        env: { ...env, TMPDIR: scratch },
        extendEnv: false,
        stdin: 'ignore',
        all: true,
        reject: false,
        // A group of its own, so that what it started ends with it.
        detached: true,
      });
      const limit = setTimeout(() => {
        late = true;
        if (running.pid !== undefined) endGroup(running.pid);
      }, config.checks.timeoutMs);
      const run = await running;
      clearTimeout(limit);
      return {
        command,
        ok: !run.failed,
        because: late
          ? `no end within ${config.checks.timeoutMs / 1000} s`
          : (run.signal ?? `exit ${run.exitCode ?? 'unknown'}`),
        output: run.failed ? tailOf(run.all) : '',
        durationMs: Math.round(performance.now() - startedAt),
      };
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };

  return async (project) => {
    const root = join(places.workspace, project);
    const checks: CheckResult[] = [];
    for (const command of config.checks.projects[project] ?? config.checks.run)
      checks.push(await runCheck(root, command));
    if (qa !== null && config.checks.qa && hasPipeline(config.pipelines, project))
      checks.push(await qaCheck(qa, project));
    // After the checks: what they leave behind is dirt as well.
    return { dirty: await dirtyPaths(root, env), checks };
  };
};

const hasPipeline = (pipelines: Fleet['config']['pipelines'], project: ProjectId): boolean =>
  Object.values(pipelines).some((pipeline) => pipeline.project === project);

/** The gates as one more end check: what they hold, the worker is told with its evidence. */
const qaCheck = async (qa: Qa, project: ProjectId): Promise<CheckResult> => {
  const startedAt = performance.now();
  const report = await qa.run(project);
  const good = report.ok && report.value.ok;
  return {
    command: `gaffer qa ${project}`,
    ok: good,
    because: good
      ? 'every gate passes'
      : report.ok
        ? `held by ${heldBy(report.value)}`
        : describeProblem(report.problem),
    output: good || !report.ok ? '' : qaText(report.value).slice(0, OUTPUT_CHARS),
    ...(report.ok ? { gates: holdingGates(report.value) } : {}),
    durationMs: Math.round(performance.now() - startedAt),
  };
};

const heldBy = (report: QaReport): string =>
  holdingGates(report)
    .map(({ step }) => step)
    .join(', ');

const endGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in this very moment.
  }
};

/** Empty where git knows nothing: a project need not be a repository. */
const dirtyPaths = async (root: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  // A project's own configuration can name a program to run for a status; ours runs none.
  const run = await execa('git', ['-c', 'core.fsmonitor=false', 'status', '--porcelain', '--', '.'], {
    cwd: root,
    env,
    extendEnv: false,
    reject: false,
    timeout: GIT_MS,
    stripFinalNewline: true,
  });
  if (run.timedOut) return [`git status gave no answer within ${GIT_MS / 1000} s`];
  return run.failed || run.stdout === '' ? [] : run.stdout.split('\n').map((line) => line.trim());
};

const tailOf = (output: string): string =>
  output.trimEnd().split('\n').slice(-OUTPUT_LINES).join('\n').slice(-OUTPUT_CHARS);
