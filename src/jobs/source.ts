/** The commit that a project stands at, and whether anything in it is not committed. */
import type { Reading } from '../domain/pipelines/gate.ts';
import { failed, passed, unknown } from '../domain/pipelines/gate.ts';
import { outputText } from './capped-output.ts';
import { runCommand, succeeded } from './run-command.ts';

export interface Source {
  /** Null where git knows none. */
  readonly commit: string | null;
  readonly commitAt: number | null;
  readonly changed: readonly string[];
}

/** A status of the largest repositories takes seconds. */
const GIT_MS = 20_000;
const MAX_BYTES = 200_000;

export const readSource = async (root: string, env: Readonly<Record<string, string>>): Promise<Source> => {
  const git = (...args: readonly string[]) =>
    runCommand({
      // A project's own configuration can name a program to run for a status; ours runs none.
      argv: ['git', '-c', 'core.fsmonitor=false', ...args],
      cwd: root,
      env: { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
      timeoutMs: GIT_MS,
      maxOutputBytes: MAX_BYTES,
    });
  const [head, status] = await Promise.all([
    git('log', '-1', '--format=%H %ct'),
    git('status', '--porcelain', '--', '.'),
  ]);
  const [, commit = null, seconds] = /^([0-9a-f]{40,64}) (\d+)/.exec(head.stdout.head) ?? [];
  return {
    commit: succeeded(head) ? commit : null,
    commitAt: seconds === undefined ? null : Number(seconds) * 1000,
    changed: succeeded(status)
      ? outputText(status.stdout)
          .split('\n')
          .filter((line) => line !== '')
      : [],
  };
};

/** What changed between two commits, a line each. */
export const changesBetween = async (
  root: string,
  env: Readonly<Record<string, string>>,
  from: string,
  to: string,
): Promise<readonly string[]> => {
  const run = await runCommand({
    argv: ['git', '-c', 'core.fsmonitor=false', 'log', '--no-decorate', '--oneline', `${from}..${to}`, '--', '.'],
    cwd: root,
    env: { ...env, GIT_OPTIONAL_LOCKS: '0' },
    timeoutMs: GIT_MS,
    maxOutputBytes: MAX_BYTES,
  });
  return succeeded(run)
    ? outputText(run.stdout)
        .split('\n')
        .filter((line) => line !== '')
    : [];
};

export const judgeSource = ({ commit, changed }: Source, wanted: 'clean' | 'any'): Reading => {
  if (wanted === 'any') return passed(commit === null ? 'any state is shipped' : `commit ${commit}`);
  if (commit === null)
    return unknown('git knows no commit here: what would be shipped has no name', [
      'source: any ships it all the same',
    ]);
  return changed.length === 0
    ? passed(`commit ${commit}, nothing uncommitted`)
    : failed(`${changed.length} uncommitted changes: what would be shipped is no commit`, changed);
};
