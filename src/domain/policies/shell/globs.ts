/** Shell globs by the names on disk: what a pattern matches now, as bash and zsh would expand it. */
import type { Probe } from '../context.ts';
import { pathFrom } from '../paths.ts';

/** More matches than a person could look through. */
export const MAX_MATCHES = 200;

/** Names that match now, component by component; `**` is taken as zsh does, which holds all that bash would match. */
export const matchesOf = (pattern: string, cwd: string, probe: Probe): readonly string[] | null => {
  let found: readonly string[] = [pattern.startsWith('/') ? '/' : ''];
  let isKnown = true;
  const parts = pattern.split('/').filter((each) => each !== '');
  for (const [index, part] of parts.entries()) {
    if (part === '**' && index < parts.length - 1) {
      const below = directoriesBelow(found, cwd, probe);
      if (below === null) return null;
      found = below;
      continue;
    }
    const isWild = /(?<!\\)[*?[]/.test(part);
    const plain = part.replace(/\\(.)/g, '$1');
    const next = found.flatMap((path) => {
      if (!isWild) return [`${path}${plain}/`];
      const names = namesIn(path, cwd, probe);
      isKnown &&= names !== null;
      return (names ?? []).filter(globMatcher(part)).map((name) => `${path}${name}/`);
    });
    if (!isKnown || next.length > MAX_MATCHES) return null;
    found = next;
  }
  return found.map((path) => (path === '/' ? path : path.slice(0, -1)));
};

/** Null when the directory is there and cannot be listed; a directory that is not there matches nothing. */
const namesIn = (path: string, cwd: string, probe: Probe): readonly string[] | null => {
  const directory = pathFrom(cwd, path).replace(/(?<=.)\/+$/, '');
  return probe.list(directory) ?? (probe.lstat(directory) === null ? [] : null);
};

/** The directories themselves and all below, without hidden ones and without following symlinks. */
const directoriesBelow = (roots: readonly string[], cwd: string, probe: Probe): readonly string[] | null => {
  const found = [...roots];
  for (let at = 0; at < found.length; at += 1) {
    const path = found[at] ?? '';
    const names = namesIn(path, cwd, probe);
    if (names === null || found.length > MAX_MATCHES) return null;
    for (const name of names) {
      const isDirectory = !name.startsWith('.') && probe.lstat(pathFrom(cwd, `${path}${name}`))?.kind === 'directory';
      if (isDirectory) found.push(`${path}${name}/`);
    }
  }
  return found;
};

/** `hidden`: a wildcard also stands for a leading dot, as it does to find. */
export const globMatcher = (part: string, hidden = false): ((name: string) => boolean) => {
  const source = part.replace(/\\.|[*?]|\[(!|\^)?([^\]]*)\]|[^*?[\\]+|\[/g, (piece, not?: string, set?: string) => {
    if (piece === '*') return '.*';
    if (piece === '?') return '.';
    if (set !== undefined) return `[${not === undefined ? '' : '^'}${set.replace(/[\\\]^]/g, '\\$&')}]`;
    return (piece.startsWith('\\') ? piece.slice(1) : piece).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  const expression = compiled(source);
  // A wildcard does not match a leading dot unless the pattern has one.
  return (name) => (!hidden && name.startsWith('.') && !part.startsWith('.') ? false : expression.test(name));
};

/** A set such as `[z-a]` is no expression: then everything is taken to match. */
const compiled = (source: string): RegExp => {
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return /^/;
  }
};
