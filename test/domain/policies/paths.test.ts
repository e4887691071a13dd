import { describe, expect, test } from 'vitest';
import type { FileFacts, Probe } from '../../../src/domain/policies/context.ts';
import { below, folded, lexicalPath, physicalPath, remembering } from '../../../src/domain/policies/paths.ts';

/** A file system of symlinks and directories, given as `path: target`; a test double. */
const links = (table: Readonly<Record<string, string>>): Probe => ({
  lstat: (path): FileFacts | null => ({ kind: path in table ? 'symlink' : 'directory', dev: 1, ino: 1, links: 1 }),
  readlink: (path) => table[path] ?? null,
  list: () => null,
  text: () => null,
});

describe('a physical path', () => {
  test.each([
    ['/a/b/../c', {}, '/a/c'],
    ['/a/link/x', { '/a/link': '/other' }, '/other/x'],
    ['/a/link/../x', { '/a/link': '/other/deep' }, '/other/x'],
    ['/a/link', { '/a/link': '../b/./c' }, '/b/c'],
    ['/a/one', { '/a/one': 'two', '/a/two': '/z' }, '/z'],
    ['/../../etc', {}, '/etc'],
  ])('%s', (path, table, expected) => {
    expect(physicalPath(path, links(table))).toBe(expected);
  });

  test('of a loop is nowhere', () => {
    expect(physicalPath('/a', links({ '/a': '/b', '/b': '/a' }))).toBeNull();
  });

  test('below what does not exist is taken by the letter, and looked at again once back where things exist', () => {
    const probe: Probe = {
      ...links({ '/a/link': '/z' }),
      lstat: (path) => (path.includes('nope') ? null : links({ '/a/link': '/z' }).lstat(path)),
    };
    expect(physicalPath('/a/nope/../link/x', probe)).toBe('/z/x');
  });

  test('is the same whatever was walked to before', () => {
    const probe: Probe = {
      ...links({ '/a/link': '/b/c', '/b/up': '..', '/b/c/file': '/a/b' }),
      lstat: (path) =>
        path.includes('nope') ? null : links({ '/a/link': '/b/c', '/b/up': '..', '/b/c/file': '/a/b' }).lstat(path),
    };
    const names = ['a', 'b', 'c', 'link', 'up', 'file', 'nope', '..', '.', ''];
    const short = names.flatMap((first) => names.map((second) => `/${first}/${second}`));
    const paths = short.flatMap((beginning) => short.map((end) => beginning + end));
    const expected = paths.map((path) => physicalPath(path, probe));
    const isStraight = (path: string): boolean => path === '/b/c';
    for (const cwd of ['/', '/b/c', '/a/link']) {
      const memory = remembering({ ...probe, isStraight }, cwd);
      expect(paths.map((path) => physicalPath(path, memory))).toEqual(expected);
    }
  });
});

test.each([
  ['/', '/'],
  ['/a/b', '/a/b'],
  ['/a/..b/.c/d.', '/a/..b/.c/d.'],
  ['/a/', '/a'],
  ['/a//b', '/a/b'],
  ['/a/./b/.', '/a/b'],
  ['/a/../b/..', '/'],
])('%s is by the letter %s', (path, expected) => {
  expect(lexicalPath(path)).toBe(expected);
});

test('a path is not below another that merely begins alike', () => {
  expect(below('/ws/apps/alpha', '/ws/apps/alpha2/x')).toBeNull();
  expect(below('/ws/apps/alpha', '/ws/apps/alpha/x')).toBe('x');
});

test('normalizing by the letter never climbs over the root', () => {
  expect(lexicalPath('/a/../../../b//./c/')).toBe('/b/c');
});

test('folding ignores case and what HFS+ ignores', () => {
  expect(folded('.GIT')).toBe('.git');
  expect(folded('.g\u200cit')).toBe('.git');
  expect(folded('.\u212aey')).toBe('.key');
});
