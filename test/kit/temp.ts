/** Temporary directories that are gone after the test file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export const tempDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'gaffer-test-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
};
