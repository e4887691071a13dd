/**
 * Words as bash and zsh would expand them, as far as that can be told without running anything. A word yields fields of
 * segments; whatever the two shells read differently, or only a running shell could know, leaves a doubt.
 */
import type { DoubleQuotedChild, ParameterExpansionPart, ParsedScript, Word, WordPart } from 'unbash';
import { bracesOf } from './braces.ts';
import { nestedScripts } from './nested.ts';
import type { Output } from './run.ts';

export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  /** `split`: by a variable outside quotes, so that bash splits the names that it matches. */
  | { readonly kind: 'glob'; readonly text: string; readonly split?: true }
  | { readonly kind: 'pipe' }
  | { readonly kind: 'hole' };

export type Field = readonly Segment[];

/** What a word may be made of, and how to evaluate the scripts within it. */
export interface Scene {
  readonly home: string;
  readonly user: string;
  readonly cwd: string;
  /** Whether it is the only working directory that is possible here. */
  readonly isThere: boolean;
  readonly variables: ReadonlyMap<string, Field>;
  /** Analyses a nested script and returns its output where that is plain (`cat` of a quoted here-document). */
  readonly substitute: (script: ParsedScript) => Output | null;
  readonly doubt: (because: string) => void;
}

export const expandWord = (word: Word, scene: Scene): readonly Field[] => {
  const parts = word.parts;
  if (parts === undefined) return [[...tilde(word.text, word.value, scene)]];
  if (parts.some((part) => part.type === 'BraceExpansion')) return expandBraces(word, scene);
  doubtOnSuffixes(parts, scene);
  const fields: Segment[][] = [[]];
  for (const [at, part] of parts.entries()) {
    const pieces = at === 0 ? first(part, scene) : expandPart(part, scene);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) fields.push([]);
      fields.at(-1)?.push(...piece);
    }
  }
  return fields;
};

/** `$name[1]` and `$name:h` are a part of the value in zsh, and the whole of it with more text in bash. */
const doubtOnSuffixes = (parts: readonly (WordPart | DoubleQuotedChild)[], scene: Scene): void => {
  for (const [at, part] of parts.entries()) {
    if (part.type === 'DoubleQuoted') doubtOnSuffixes(part.parts, scene);
    else if (part.type === 'SimpleExpansion' && /^(\[|:[a-zA-Z&])/.test(parts[at + 1]?.text ?? ''))
      scene.doubt(`zsh reads ${part.text} together with what follows it`);
  }
};

/** A word in a place where nothing is split: an assignment, a redirect, a here-string. */
export const expandWhole = (word: Word, scene: Scene): Field => {
  const fields = expandWord(word, scene);
  return fields.flatMap((field, at) => (at === 0 ? [...field] : [text(' '), ...field]));
};

const text = (value: string): Segment => ({ kind: 'text', text: value });
const HOLE_SEGMENT: Segment = { kind: 'hole' };

const first = (part: WordPart, scene: Scene): readonly Field[] =>
  part.type === 'Literal' ? [[...tilde(part.text, part.value, scene)]] : expandPart(part, scene);

/** `~`, `~user`, `~+`; and zsh's `=program`. `raw` is as written, so that a quoted tilde stays a tilde. */
const tilde = (raw: string, value: string, scene: Scene): Field => {
  if (raw.includes('\\\n')) scene.doubt('a line is continued within a word');
  if (raw.startsWith('=') && raw.length > 1) scene.doubt('zsh reads a word with a leading = as the path of a program');
  if (!raw.includes('~')) return [text(value)];
  const assigned = /^[\w-]+=(?=~)/.exec(raw)?.[0] ?? '';
  const name = /^~([^/:]*)/.exec(raw.slice(assigned.length));
  if (name === null) return [text(value)];
  scene.doubt('a tilde is expanded');
  const rest = value.slice(assigned.length + name[0].length);
  return [text(`${assigned}${homeOf(name[1] ?? '', scene)}${rest}`)];
};

const homeOf = (name: string, { home, user, cwd }: Scene): string => {
  if (name === '' || name === user) return home;
  if (name === '+') return cwd;
  return name === 'root' ? '/root' : `/home/${name}`;
};

/** Fields of one part; all but the ends of the list stand alone. */
const expandPart = (part: WordPart, scene: Scene): readonly Field[] => {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
      return [[text(part.value)]];
    case 'AnsiCQuoted':
      return [[text(part.value)]];
    case 'LocaleString':
      scene.doubt('a translated string');
      return [part.parts.flatMap((child) => quoted(child, scene))];
    case 'DoubleQuoted':
      return [part.parts.flatMap((child) => quoted(child, scene))];
    case 'Glob':
      return [[{ kind: 'glob', text: part.text }]];
    case 'ExtendedGlob':
      scene.doubt('an extended glob, which zsh reads in another way');
      return [[{ kind: 'glob', text: part.text }]];
    case 'SimpleExpansion':
      return unquoted(part.text.slice(1), lookup(part.text.slice(1), scene), scene);
    case 'ParameterExpansion':
      return unquoted(part.parameter, parameter(part, scene), scene);
    case 'ProcessSubstitution':
      if (part.script !== undefined) scene.substitute(part.script);
      if (part.operator === '>' || part.script === undefined) scene.doubt('a process substitution for output');
      return [[{ kind: 'pipe' }]];
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
      return unquoted('', quoted(part, scene), scene);
    case 'BraceExpansion':
      scene.doubt('a brace expansion that is not plain');
      return [[HOLE_SEGMENT]];
  }
};

const quoted = (part: DoubleQuotedChild, scene: Scene): Field => {
  switch (part.type) {
    case 'Literal':
      return [text(part.value)];
    case 'SimpleExpansion':
      return lookup(part.text.slice(1), scene);
    case 'ParameterExpansion':
      return parameter(part, scene);
    case 'CommandExpansion': {
      const output = part.script === undefined ? null : scene.substitute(part.script);
      if (output?.sure !== true) scene.doubt('the output of a command stands in a word');
      return [output === null ? HOLE_SEGMENT : text(output.text)];
    }
    case 'ArithmeticExpansion':
      for (const script of nestedScripts(part)) scene.substitute(script);
      scene.doubt('arithmetic stands in a word');
      return [HOLE_SEGMENT];
  }
};

/** Outside quotes bash splits a value at white space and zsh does not. */
const unquoted = (name: string, value: Field, scene: Scene): readonly Field[] => {
  if (name === 'IFS') return [[], []];
  const plain = value.every((segment) => segment.kind !== 'text' || !/[\s*?[\]\\]/.test(segment.text));
  if (plain) return [value.map((segment) => (segment.kind === 'glob' ? { ...segment, split: true } : segment))];
  scene.doubt('a value with spaces or wildcards stands outside quotes');
  const fields: Segment[][] = [[]];
  for (const segment of value) {
    const pieces = segment.kind === 'text' ? segment.text.split(/\s+/) : [segment];
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) fields.push([]);
      fields.at(-1)?.push(typeof piece === 'string' ? text(piece) : piece);
    }
  }
  return fields;
};

const lookup = (name: string, scene: Scene): Field => {
  if (name === '?') return [text('0')];
  const known = scene.variables.get(name);
  if (known !== undefined) return known;
  // The shell itself keeps it; whatever else sets it is a doubt of its own.
  if (name === 'PWD' && scene.isThere) return [text(scene.cwd)];
  scene.doubt(`the value of $${name} is not known`);
  const usual = usualValue(name, scene);
  return usual === null ? [HOLE_SEGMENT] : [text(usual)];
};

/** What a variable most likely holds: enough to refuse by, never to allow by. */
const usualValue = (name: string, { home, user, cwd }: Scene): string | null => {
  if (name === 'HOME') return home;
  if (name === 'PWD') return cwd;
  if (name === 'USER' || name === 'LOGNAME') return user;
  if (name === 'SHELL' || name === 'BASH' || name === '0') return 'bash';
  if (name === 'IFS') return ' ';
  if (name === 'PPID') return '$PPID';
  return /^([1-9]|[@*])$/.test(name) ? '' : null;
};

const parameter = (part: ParameterExpansionPart, scene: Scene): Field => {
  for (const script of nestedScripts(part)) scene.substitute(script);
  const { operation, prefix, index } = part;
  if (operation === undefined && prefix === undefined && index === undefined) return lookup(part.parameter, scene);
  scene.doubt(`${part.text} is computed`);
  const known = scene.variables.get(part.parameter);
  if (operation?.type === 'Default') {
    const operand = expandWhole(operation.operand, scene);
    return operation.operator.includes('+') || known === undefined ? operand : known;
  }
  if (operation?.type === 'Remove' && known === undefined) return [directoryOf(part, scene)];
  const usual = usualValue(part.parameter, scene);
  return known ?? [usual === null ? HOLE_SEGMENT : text(usual)];
};

/** `${PWD%/*}` is the directory above; of any other removal nothing is known. */
const directoryOf = ({ parameter, operation }: ParameterExpansionPart, scene: Scene): Segment => {
  const usual = usualValue(parameter, scene);
  const isAbove = operation?.type === 'Remove' && operation.operator === '%' && operation.operand.text === '/*';
  return usual !== null && isAbove ? text(usual.replace(/\/[^/]*$/, '')) : HOLE_SEGMENT;
};

const expandBraces = (word: Word, scene: Scene): readonly Field[] => {
  for (const script of nestedScripts(word)) scene.substitute(script);
  const words = bracesOf(word.text);
  if (words !== null) return words.map((each) => globsIn(each, scene));
  scene.doubt('a brace expansion that is not plain');
  return [[HOLE_SEGMENT]];
};

/** `raw` has no quotes: only wildcards are special in it. */
const globsIn = (raw: string, scene: Scene): Field =>
  raw.split(/([*?]|\[[^\]/]+\])/).flatMap((piece, at): Field => {
    if (piece === '') return [];
    if (at % 2 === 1) return [{ kind: 'glob', text: piece }];
    return at === 0 ? tilde(piece, piece, scene) : [text(piece)];
  });
