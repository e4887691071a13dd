import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openNew } from '../../src/cli/record.ts';
import { tempDir } from '../kit/temp.ts';

it('a recording is a new file of the person alone', async () => {
  const path = join(tempDir(), 'worker1.cast');
  const opened = await openNew(path);
  if (!opened.ok) throw new Error(opened.problem.message);
  await new Promise<void>((resolve) => opened.value.end('recorded', resolve));
  expect(readFileSync(path, 'utf8')).toBe('recorded');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('what was recorded before is not written over, and where nothing can be written is told', async () => {
  const directory = tempDir();
  const path = join(directory, 'worker1.cast');
  writeFileSync(path, 'before');
  expect(await openNew(path)).toMatchObject({ ok: false, problem: { kind: 'conflict', where: { file: path } } });
  expect(readFileSync(path, 'utf8')).toBe('before');
  const nowhere = join(directory, 'none/worker1.cast');
  expect(await openNew(nowhere)).toMatchObject({ ok: false, problem: { kind: 'io', found: 'ENOENT' } });
  expect(existsSync(nowhere)).toBe(false);
});
