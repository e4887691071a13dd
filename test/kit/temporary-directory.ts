/** A directory of its own for one test, gone after it. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const temporaryDirectory = async (): Promise<string> => {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'gaffer-test-')));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
};
