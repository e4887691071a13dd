/** What a check may use: programs with a deadline, secrets, and what it found before. All of it ends with the check. */
import { errored, type Finding } from '../../domain/checks/finding.ts';
import type { SecretRef } from '../../domain/checks/spec-values.ts';
import type { Result } from '../../domain/problem.ts';
import { type CommandResult, describeEnd } from '../run-command.ts';

export interface CheckTools {
  readonly run: (argv: readonly [string, ...string[]], options?: RunOptions) => Promise<CommandResult>;
  /** Aborted when the check's time is over. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** A path of gaffer.yaml as an absolute one: relative ones lie in the workspace. */
  readonly path: (text: string) => string;
  readonly secret: (ref: SecretRef) => Promise<Result<string>>;
  /** The values that this check gave a figure before, oldest first. */
  readonly past: (figure: string) => readonly PastFigure[];
  /** A directory for this run alone, removed after it. */
  readonly scratch: () => Promise<string>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Names of the supervisor's variables that it may see. */
  readonly envNames?: readonly string[];
  readonly cwd?: string;
  readonly onOutput?: (chunk: Buffer, from: 'stdout' | 'stderr') => void;
  /** Ended as soon as this was said so many times: for programs that try again for longer than anybody waits. */
  readonly endAfter?: { readonly said: string; readonly times: number };
}

export interface PastFigure {
  readonly at: number;
  readonly value: number;
}

/** How to get the programs that checks use; Debian's names, which most others share. */
const PACKAGES: Readonly<Record<string, string>> = {
  borg: 'borgbackup',
  smartctl: 'smartmontools',
  systemctl: 'systemd',
  find: 'findutils',
  df: 'coreutils',
};

/** A program that gave no answer to read: not there, cut off, or ended by a signal. Null when it ran to its end. */
export const broken = (result: CommandResult, program: string): Finding | null => {
  if (result.notStarted !== null)
    return result.notStarted.startsWith('no program')
      ? errored(`${program} is not installed`, `Install it: apt install ${PACKAGES[program] ?? program}`)
      : errored(`${program} did not start: ${result.notStarted}`);
  if (result.timedOut || result.aborted)
    return errored(`${program} gave no answer in time`, 'Raise its timeout, or see what it waits for.');
  return result.exitCode === null ? errored(`${program} was ended by a signal (${describeEnd(result)})`) : null;
};

/** The last line that says something, for evidence. */
export const lastLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '') ?? 'nothing was said';
