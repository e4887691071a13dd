import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { diskProbe } from '../../src/state/disk-probe.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'gaffer-probe-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(`${root}/a/b`, { recursive: true });
writeFileSync(`${root}/a/file`, 'x');
symlinkSync('a', `${root}/link`);
symlinkSync('file', `${root}/a/other`);

it.each([
  ['/a', true],
  ['/a/b', true],
  ['/a/file', true],
  ['/link', false],
  ['/link/b', false],
  ['/a/other', false],
  ['/a/missing', false],
  ['/a/../a', false],
  ['/a/', false],
  ['/a/file/b', false],
])('whether %s is a path without symlinks: %s', (path, expected) => {
  expect(diskProbe.isStraight?.(root + path)).toBe(expected);
});
