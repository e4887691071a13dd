/**
 * Paths as the kernel would follow them: component by component, through symlinks and `..`, as deep as things exist.
 * What does not exist yet is kept as written. Only lstat and readlink look outside.
 */
import type { Probe } from './context.ts';

/** Linux gives up after 40 (ELOOP); a longer chain resolves nowhere. */
const MAX_SYMLINKS = 40;
/** PATH_MAX is 4096 bytes: more components than this cannot be opened. */
const MAX_COMPONENTS = 2048;

/** Where a path leads; null when it cannot be told (a loop, or too long). */
export const physicalPath = (path: string, probe: Probe): string | null => {
  const todo = componentsOf(path).reverse();
  if (todo.length > MAX_COMPONENTS) return null;
  /** Each prefix of what is resolved so far. */
  const done: string[] = [];
  let links = 0;
  let missingFrom = Number.POSITIVE_INFINITY;
  while (todo.length > 0) {
    const name = todo.pop() ?? '';
    if (name === '..') {
      done.pop();
      if (done.length < missingFrom) missingFrom = Number.POSITIVE_INFINITY;
      continue;
    }
    const here = `${done.at(-1) ?? ''}/${name}`;
    done.push(here);
    if (done.length > missingFrom) continue;
    const facts = probe.lstat(here);
    if (facts === null) missingFrom = done.length;
    if (facts?.kind !== 'symlink') continue;
    links += 1;
    const target = links > MAX_SYMLINKS ? null : probe.readlink(here);
    if (target === null) return null;
    done.pop();
    if (target.startsWith('/')) done.length = 0;
    todo.push(...componentsOf(target).reverse());
  }
  return done.at(-1) ?? '/';
};

/** `.` and `..` taken by the letter, the way a program normalizes before it opens. */
export const lexicalPath = (path: string): string => {
  const done: string[] = [];
  for (const name of componentsOf(path)) {
    if (name === '..') done.pop();
    else done.push(name);
  }
  return joined(done);
};

/** `path` seen from `base`; an absolute path stays what it is. */
export const pathFrom = (base: string, path: string): string => (path.startsWith('/') ? path : `${base}/${path}`);

/** The part of `path` below `root`: '' for the root itself, null outside of it. Both normalized. */
export const below = (root: string, path: string): string | null => {
  if (path === root) return '';
  const prefix = root === '/' ? '/' : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : null;
};

/**
 * How a case-insensitive file system compares names (macOS): one case, one normal form, and without the code points
 * that HFS+ skips, which once let `.g\u200cit` pass as another name (CVE-2014-9390).
 */
export const folded = (path: string): string =>
  isPlain(path) ? path.toLowerCase() : path.normalize('NFC').replace(IGNORED, '').toUpperCase().toLowerCase();

const IGNORED = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII as a whole
const isPlain = (path: string): boolean => /^[\x00-\x7f]*$/.test(path);

const componentsOf = (path: string): string[] => path.split('/').filter((name) => name !== '' && name !== '.');
const joined = (names: readonly string[]): string => `/${names.join('/')}`;

/** Remembers what was looked up, so that one derivation sees one state of the files and asks for each only once. */
export const remembering = (probe: Probe): Probe => ({
  lstat: remembered(probe.lstat),
  readlink: remembered(probe.readlink),
  list: remembered(probe.list),
  text: remembered(probe.text),
});

const remembered = <Answer>(ask: (path: string) => Answer): ((path: string) => Answer) => {
  const known = new Map<string, Answer>();
  return (path) => {
    const answer = known.get(path);
    if (answer !== undefined) return answer;
    const fresh = ask(path);
    known.set(path, fresh);
    return fresh;
  };
};
