/** The workspace that somebody stands in: the directory whose gaffer.yaml says so. */
import { realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fail, ok, type Result } from '../domain/problem.ts';
import { CONFIG_FILE } from './config-file.ts';
import { kindOf } from './file-kind.ts';

/** The nearest directory at or above `from` that has a gaffer.yaml. */
export const findWorkspace = async (from: string): Promise<Result<string>> => {
  const start = resolve(from);
  for (let directory = start; ; directory = dirname(directory)) {
    if ((await kindOf(join(directory, CONFIG_FILE))) === 'file') return ok(await realpath(directory));
    if (directory === dirname(directory)) break;
  }
  return fail({
    kind: 'missing',
    message: `${start} lies in no workspace: neither it nor a directory above it has a gaffer.yaml.`,
    next: 'Go to your workspace, or make one with gaffer init.',
  });
};
