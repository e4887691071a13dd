/**
 * From words to arguments: fields are made plain, and globs are expanded by the names on disk where those can be listed,
 * so that a file called `-rf` shows as the option that it would become.
 */
import type { ParsedScript, Word } from 'unbash';
import { lexicalPath } from '../paths.ts';
import { picksSecrets } from '../secrets.ts';
import { type Arg, HOLE } from './arg.ts';
import { type Frame, type Output, unclear } from './run.ts';
import type { ShellState } from './state.ts';
import { expandWhole, expandWord, type Field, type Scene } from './words.ts';

export type SubstituteIn = (state: ShellState, frame: Frame) => (script: ParsedScript) => Output | null;

export const sceneAt = (
  state: ShellState,
  frame: Frame,
  doubt: (because: string) => void,
  substitute: (script: ParsedScript) => Output | null,
): Scene => ({
  home: frame.run.context.home,
  user: frame.run.context.user,
  cwd: state.cwds[0] ?? '/',
  variables: state.variables,
  substitute,
  doubt,
});

/** Words as arguments, splitting and globbing as a command's arguments are. Doubts are emitted on the way. */
export const argsOf = (
  words: readonly Word[],
  state: ShellState,
  frame: Frame,
  text: string,
  substituteIn: SubstituteIn,
): readonly Arg[] => {
  const doubts = new Set<string>();
  const scene = sceneAt(state, frame, (because) => doubts.add(because), substituteIn(state, frame));
  const args = words.flatMap((word) =>
    expandWord(word, scene).flatMap((field) => globbed(field, state, frame, (because) => doubts.add(because))),
  );
  if (doubts.size > 0) frame.run.emit(text, [...doubts].map(unclear));
  return args;
};

/** One word that the shell neither splits nor globs. */
export const wholeArg = (
  word: Word,
  state: ShellState,
  frame: Frame,
  text: string,
  substituteIn: SubstituteIn,
): Arg => {
  const doubts = new Set<string>();
  const scene = sceneAt(state, frame, (because) => doubts.add(because), substituteIn(state, frame));
  const arg = argOf(expandWhole(word, scene));
  if (doubts.size > 0) frame.run.emit(text, [...doubts].map(unclear));
  return arg;
};

export const argOf = (field: Field): Arg => {
  if (field.some(({ kind }) => kind === 'pipe'))
    return { kind: field.length === 1 ? 'pipe' : 'guess', text: '/dev/fd/63' };
  if (field.some(({ kind }) => kind === 'hole')) return { kind: 'guess', text: field.map(sketch).join('') };
  if (field.some(({ kind }) => kind === 'glob')) return { kind: 'pattern', text: field.map(escapedText).join('') };
  return { kind: 'exact', text: field.map(sketch).join('') };
};

const sketch = (segment: Field[number]): string =>
  segment.kind === 'text' || segment.kind === 'glob' ? segment.text : HOLE;

const escapedText = (segment: Field[number]): string =>
  segment.kind === 'text' ? segment.text.replace(/[\\*?[\](){}!@+|]/g, '\\$&') : sketch(segment);

/** More matches than a person could look through. */
const MAX_MATCHES = 200;

const globbed = (field: Field, state: ShellState, frame: Frame, doubt: (because: string) => void): readonly Arg[] => {
  const arg = argOf(field);
  if (arg.kind !== 'pattern') return [arg];
  if (field.some((segment) => segment.kind === 'glob' && /[()]/.test(segment.text))) return [arg];
  if (picksSecrets(arg.text)) doubt(`${arg.text} may match a secret`);
  const matches = state.cwds.map((cwd) => matchesOf(arg.text, cwd, frame));
  const known = matches.every((each) => each !== null) ? matches.flatMap((each) => each ?? []) : null;
  if (known === null || known.length > MAX_MATCHES) {
    doubt(`${arg.text} matches what cannot be listed`);
    return [arg];
  }
  const isSplit = field.some((segment) => segment.kind === 'glob' && segment.split === true);
  if (isSplit && known.some((name) => /[\s*?[\]\\]/.test(name))) doubt('a matched name is split outside quotes');
  const matched = known.map((path): Arg => ({ kind: 'exact', text: path }));
  return [...(matched.length > 0 ? matched : [arg]), ...sshReading(arg.text)];
};

/** `~/.s*` may mean ~/.ssh, whether or not that can be listed from here. */
const sshReading = (pattern: string): readonly Arg[] => {
  const parts = pattern.split('/');
  const at = parts.findIndex((part) => part.startsWith('.') && /[*?[]/.test(part) && globMatcher(part)('.ssh'));
  if (at === -1 || parts[at] === '.*') return [];
  return [{ kind: 'guess', text: [...parts.slice(0, at), '.ssh', ...parts.slice(at + 1)].join('/') }];
};

/** Names that match now, component by component; `**` is taken as zsh does, which holds all that bash would match. */
const matchesOf = (pattern: string, cwd: string, frame: Frame): readonly string[] | null => {
  let found: readonly string[] = [pattern.startsWith('/') ? '/' : ''];
  const parts = pattern.split('/').filter((each) => each !== '');
  for (const [index, part] of parts.entries()) {
    if (part === '**' && index < parts.length - 1) {
      const below = directoriesBelow(found, cwd, frame);
      if (below === null) return null;
      found = below;
      continue;
    }
    const isWild = /(?<!\\)[*?[]/.test(part);
    const plain = part.replace(/\\(.)/g, '$1');
    const next = found.flatMap((path) => {
      if (!isWild) return [`${path}${plain}/`];
      const names = frame.run.context.probe.list(path.startsWith('/') ? path : `${cwd}/${path}`);
      return (names ?? []).filter(globMatcher(part)).map((name) => `${path}${name}/`);
    });
    if (next.length > MAX_MATCHES) return null;
    found = next;
  }
  return found.map((path) => (path === '/' ? path : path.slice(0, -1)));
};

/** The directories themselves and all below, without hidden ones and without following symlinks. */
const directoriesBelow = (roots: readonly string[], cwd: string, { run }: Frame): readonly string[] | null => {
  const found = [...roots];
  for (let at = 0; at < found.length; at += 1) {
    const path = found[at] ?? '';
    const absolute = path.startsWith('/') ? path : `${cwd}/${path}`;
    const names = run.context.probe.list(absolute.replace(/(?<=.)\/+$/, '')) ?? [];
    for (const name of names)
      if (!name.startsWith('.') && run.context.probe.lstat(lexicalPath(`${absolute}/${name}`))?.kind === 'directory')
        found.push(`${path}${name}/`);
    if (found.length > MAX_MATCHES) return null;
  }
  return found;
};

const globMatcher = (part: string): ((name: string) => boolean) => {
  const source = part.replace(/\\.|[*?]|\[(!|\^)?([^\]]*)\]|[^*?[\\]+|\[/g, (piece, not?: string, set?: string) => {
    if (piece === '*') return '.*';
    if (piece === '?') return '.';
    if (set !== undefined) return `[${not === undefined ? '' : '^'}${set.replace(/[\\\]^]/g, '\\$&')}]`;
    return (piece.startsWith('\\') ? piece.slice(1) : piece).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  const expression = compiled(source);
  // A wildcard does not match a leading dot unless the pattern has one.
  return (name) => (name.startsWith('.') && !part.startsWith('.') ? false : expression.test(name));
};

/** A set such as `[z-a]` is no expression: then everything is taken to match. */
const compiled = (source: string): RegExp => {
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return /^/;
  }
};
