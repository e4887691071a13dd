/**
 * Finds the program that a terminal is to run before anything is forked, because a forked child can report a missing
 * program only as an exit code that looks like the program's own.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { fail, ok, type Result } from '../domain/problem.ts';

export const findExecutable = (command: string, cwd: string, path: string): Result<string> => {
  if (command === '') return fail({ kind: 'config', message: 'The command of a session is empty' });
  const candidates = command.includes('/')
    ? [resolve(cwd, command)]
    : path
        .split(delimiter)
        .filter(isAbsolute)
        .map((directory) => join(directory, command));
  const found = candidates.find(isProgram);
  return found === undefined ? fail(missing(command, path)) : ok(found);
};

/** A session's working directory must be there: without it the child would start and die at once. */
export const checkDirectory = (directory: string): Result<string> =>
  statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true
    ? ok(directory)
    : fail({ kind: 'missing', message: 'The working directory of a session is not there', where: { file: directory } });

const isProgram = (file: string): boolean => {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // The answer itself: this file may not be run.
  }
};

const missing = (command: string, path: string) =>
  ({
    kind: 'dependency',
    message: `The program ${JSON.stringify(command)} was not found`,
    expected: command.includes('/') ? 'an executable file' : `an executable file in PATH (${path})`,
    next: 'Install it, or set agent.command in gaffer.yaml.',
  }) as const;
