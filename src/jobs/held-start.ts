/**
 * A program that begins only after somebody has written down who it is: should the one who starts it be killed in
 * between, nothing runs that nobody knows of. A shell waits for one byte, and then becomes the program.
 */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';

/** Where the byte comes in; the program itself never sees it. */
const FD = 3;
export const HELD_STDIO = ['ignore', 'pipe', 'pipe', 'pipe'] as const;

/** What a shell adds by itself, which a program that was given its whole environment must not see. */
const ADDED_BY_SHELLS = ['PWD', 'OLDPWD', 'SHLVL'];

/** The end of the pipe means that the starter is gone: then nothing begins. The words of `argv` are never read as a line. */
export const heldArgv = (
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): readonly [string, ...string[]] => {
  const added = ADDED_BY_SHELLS.filter((name) => env[name] === undefined);
  const unset = added.length === 0 ? '' : `unset ${added.join(' ')}; `;
  return ['/bin/sh', '-c', `read -r gaffer_go <&${FD} || exit 1; ${unset}exec "$@" ${FD}<&-`, 'sh', ...argv];
};

export const letGo = (child: ChildProcess): void => {
  const gate = child.stdio[FD];
  if (gate === null || gate === undefined || !('write' in gate)) return;
  // It may have been ended meanwhile; its exit tells so.
  gate.on('error', () => undefined);
  gate.end('go\n');
};

/** What the system would have said of `argv` itself, which the shell hides: no such directory or program, no right. */
export const whyNotStartable = async (
  program: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string | null> => {
  if (!(await isDirectory(cwd))) return `no directory ${cwd}`;
  const places = program.includes('/')
    ? [resolve(cwd, program)]
    : (env.PATH ?? '').split(delimiter).map((directory) => join(resolve(cwd, directory), program));
  let found = false;
  for (const place of places) {
    if (await isProgram(place, constants.X_OK)) return null;
    found ||= await isProgram(place, constants.F_OK);
  }
  return found ? `${program} may not be run` : `no program ${program}`;
};

export const isDirectory = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};

const isProgram = async (path: string, mode: number): Promise<boolean> => {
  try {
    await access(path, mode);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};
