/**
 * Which agent program the workers run, and whether it is a Claude Code whose hooks we know. Nothing is assumed of a
 * version: too old is refused, newer than tested is said.
 */
import { access, constants, realpath } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path';
import { execa } from 'execa';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';

export type Agent =
  | {
      readonly kind: 'claude';
      /** Absolute path and the configured first arguments. */
      readonly command: readonly [string, ...string[]];
      readonly version: string;
      /** What `doctor` should tell the person: a version that nobody tested; null when all is well. */
      readonly note: string | null;
    }
  /** Another program: screens, attach and supervision work; hooks, and all that needs them, are off. */
  | { readonly kind: 'other'; readonly command: readonly [string, ...string[]]; readonly name: string };

export interface AgentSearch {
  /** `agent.command` of gaffer.yaml; null or empty for `claude`. */
  readonly configured: readonly string[] | null;
  /** The PATH that workers will have. */
  readonly path: string;
  /** Relative commands are read from here. */
  readonly workspace: string;
  /** Looked at last: gaffer's own development copy, which a rehearsal may use. Null to leave it out. */
  readonly ownCopy: string | null;
}

/** Older ones lack `onFailure: "block"`, so a hook that cannot start would let the tool call pass. */
export const OLDEST_CLAUDE = '2.1.295';
/** The newest that gaffer's own end-to-end tests ran against. */
export const TESTED_CLAUDE = '2.1.330';

export const findAgent = async (search: AgentSearch): Promise<Result<Agent>> => {
  const [program = 'claude', ...args] = search.configured ?? [];
  const file = await locate(program, search);
  if (file === null) return fail(notFound(program, search.configured !== null && search.configured.length > 0));
  const command = [file, ...args] as const;
  if (!(await isClaude(program, file))) return ok({ kind: 'other', command: [...command], name: basename(program) });
  const version = await askVersion(file);
  return version.ok ? admit([...command], version.value) : version;
};

const locate = async (
  program: string,
  { path, workspace, ownCopy, configured }: AgentSearch,
): Promise<string | null> => {
  if (isAbsolute(program)) return firstExecutable([program]);
  if (program.includes('/')) return firstExecutable([resolve(workspace, program)]);
  const onPath = path
    .split(delimiter)
    .filter(isAbsolute)
    .map((directory) => join(directory, program));
  const own = ownCopy !== null && (configured === null || configured.length === 0) ? [ownCopy] : [];
  return firstExecutable([...onPath, ...own]);
};

const firstExecutable = async (files: readonly string[]): Promise<string | null> => {
  for (const file of files) {
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return file;
  }
  return null;
};

/** By its name, or by that of the file behind a link: `cc -> /opt/claude/claude`. */
const isClaude = async (program: string, file: string): Promise<boolean> => {
  const target = await realpath(file).catch(() => file);
  return [program, target].some((path) => /^claude(\.exe)?$/.test(basename(path)));
};

/** A native binary answers in 20 ms; a first start from a cold disk takes seconds. */
const VERSION_TIMEOUT_MS = 20_000;

const askVersion = async (file: string): Promise<Result<string>> => {
  const run = await execa(file, ['--version'], { reject: false, timeout: VERSION_TIMEOUT_MS, stdin: 'ignore' });
  const version = /^(\d+\.\d+\.\d+)\b/.exec(run.stdout.trim())?.[1];
  if (!run.failed && version !== undefined) return ok(version);
  return fail({
    kind: 'process',
    message: `${file} does not say which version of Claude Code it is`,
    where: { file },
    found: run.timedOut ? 'no answer' : run.stdout.trim().slice(0, 80) || `exit code ${run.exitCode ?? 'unknown'}`,
    expected: 'a version such as 2.1.330 (Claude Code)',
    next: 'Run it with --version by hand and repair or reinstall it.',
  });
};

const admit = (command: readonly [string, ...string[]], version: string): Result<Agent> => {
  if (compareVersions(version, OLDEST_CLAUDE) < 0) {
    return fail({
      kind: 'dependency',
      message: 'Claude Code is too old: its hooks let a tool call pass when they fail',
      found: version,
      expected: `${OLDEST_CLAUDE} or newer`,
      next: 'Update it: claude update, or npm install -g @anthropic-ai/claude-code.',
    });
  }
  const untested = compareVersions(version, TESTED_CLAUDE) > 0;
  const note = untested
    ? `Claude Code ${version} is newer than the tested ${TESTED_CLAUDE}; each session still proves its guard.`
    : null;
  return ok({ kind: 'claude', command, version, note });
};

/** Negative when `a` is older than `b`. */
export const compareVersions = (a: string, b: string): number => {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const differences = [0, 1, 2].map((part) => (left?.[part] ?? 0) - (right?.[part] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
};

const notFound = (program: string, configured: boolean): Problem => ({
  kind: 'dependency',
  message: configured
    ? `the agent program ${program} of gaffer.yaml is not there or not executable`
    : 'Claude Code is not installed: no claude on PATH',
  next: configured
    ? 'Correct agent.command in gaffer.yaml.'
    : 'Install it (npm install -g @anthropic-ai/claude-code), or name it as agent.command in gaffer.yaml.',
});
