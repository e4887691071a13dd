/**
 * From words to arguments: fields are made plain, and globs are expanded by the names on disk where those can be listed,
 * so that a file called `-rf` shows as the option that it would become.
 */
import type { ParsedScript, Word } from 'unbash';
import { picksSecrets } from '../secrets.ts';
import { type Arg, HOLE } from './arg.ts';
import { globMatcher, MAX_MATCHES, matchesOf } from './globs.ts';
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
  isThere: state.cwds.length === 1,
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
  const [only] = field;
  if (field.length === 1 && only?.kind === 'text') return { kind: 'exact', text: only.text };
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

const globbed = (field: Field, state: ShellState, frame: Frame, doubt: (because: string) => void): readonly Arg[] => {
  const arg = argOf(field);
  if (arg.kind !== 'pattern') return [arg];
  if (field.some((segment) => segment.kind === 'glob' && /[()]/.test(segment.text))) return [arg];
  if (picksSecrets(arg.text)) doubt(`${arg.text} may match a secret`);
  const matches = state.cwds.map((cwd) => matchesOf(arg.text, cwd, frame.run.context.probe));
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
