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
  if (path.length > MAX_COMPONENTS && componentsOf(path).length > MAX_COMPONENTS) return null;
  /** What is resolved so far: no component of it is a symlink. */
  let here = knownBeginning(path, probe);
  const todo = componentsOf(path.slice(here.length)).reverse();
  let links = 0;
  let missing: string | null = null;
  while (todo.length > 0) {
    const name = todo.pop() ?? '';
    const above = here;
    if (name === '..') {
      here = here.slice(0, Math.max(here.lastIndexOf('/'), 0));
      if (missing !== null && here.length < missing.length) missing = null;
      continue;
    }
    here = `${above}/${name}`;
    if (missing !== null) continue;
    const facts = probe.lstat(here);
    if (facts === null) missing = here;
    if (facts?.kind === 'directory') probe.straight?.add(here);
    if (facts?.kind !== 'symlink') continue;
    links += 1;
    const target = links > MAX_SYMLINKS ? null : probe.readlink(here);
    if (target === null) return null;
    here = target.startsWith('/') ? '' : above;
    todo.push(...componentsOf(target).reverse());
  }
  return here === '' ? '/' : here;
};

/** Most paths of a call lie just below a directory that was walked to before, so the walk may begin there. */
const knownBeginning = (path: string, { straight }: Probe): string => {
  if (straight === undefined) return '';
  let cut = path.length;
  for (let tries = 0; tries < MAX_TRIES && cut > 0; tries += 1) {
    const beginning = path.slice(0, cut);
    if (straight.has(beginning)) return beginning;
    cut = beginning.lastIndexOf('/');
  }
  return '';
};

/** Below that the walk from the root is as quick: what it comes by is remembered. */
const MAX_TRIES = 4;

/** `.` and `..` taken by the letter, the way a program normalizes before it opens. */
export const lexicalPath = (path: string): string => {
  if (path.startsWith('/') && !UNTIDY.test(path)) return path;
  const done: string[] = [];
  for (const name of componentsOf(path)) {
    if (name === '..') done.pop();
    else done.push(name);
  }
  return joined(done);
};

/** A component that is empty, `.` or `..`. */
const UNTIDY = /\/\.{0,2}(\/|$)/;

/** `path` seen from `base`; an absolute path stays what it is. */
export const pathFrom = (base: string, path: string): string => (path.startsWith('/') ? path : `${base}/${path}`);

/** The part of `path` below `root`: '' for the root itself, null outside of it. Both normalized. */
export const below = (root: string, path: string): string | null => {
  if (path === root) return '';
  const end = root === '/' ? 0 : root.length;
  return path.startsWith(root) && path[end] === '/' ? path.slice(end + 1) : null;
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

/**
 * Remembers what was looked up, so that one derivation sees one state of the files and asks for each only once. The way
 * to `cwd` is the beginning of most paths that are asked for.
 */
export const remembering = (probe: Probe, cwd: string): Probe => ({
  lstat: remembered(probe.lstat),
  readlink: remembered(probe.readlink),
  list: remembered(probe.list),
  text: remembered(probe.text),
  straight: new Set(probe.isStraight?.(cwd) === true ? beginningsOf(cwd) : []),
});

const beginningsOf = (path: string): readonly string[] => {
  const found: string[] = [];
  for (let cut = path.length; cut > 0; cut = path.lastIndexOf('/', cut - 1)) found.push(path.slice(0, cut));
  return found;
};

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
