/**
 * Patterns of `Bash(...)` rules: `npm test` is that command alone, `npm test:*` (or `npm test *`) also with more words,
 * a `*` elsewhere stands for any text. Words are compared after all quoting is resolved, never the raw text.
 */
import { programName } from './shell/arg.ts';

export interface CommandPattern {
  readonly words: readonly string[];
  /** Whether more words may follow. */
  readonly open: boolean;
  /** What follows the program: words up to the first option, then options and their values, taken apart. */
  readonly verbs: readonly string[];
  readonly options: readonly string[];
}

export const commandPattern = (specifier: string): CommandPattern => {
  const open = /(:\*|\s\*|^\*)$/.test(specifier);
  const text = open ? specifier.replace(/(:\*|\s\*|^\*)$/, '') : specifier;
  const words = text.split(/\s+/).filter((word) => word !== '');
  const rest = words.slice(1);
  const firstOption = rest.findIndex((word) => word.startsWith('-'));
  const verbs = firstOption === -1 ? rest : rest.slice(0, firstOption);
  return { words, open, verbs, options: rest.slice(verbs.length).flatMap(apart) };
};

/** For permissions: to the letter, and nothing after what the rule names. `goals` are those words that are orders. */
export const permitsCommand = (
  { words, open }: CommandPattern,
  argv: readonly string[],
  goals: readonly string[] = [],
  named: readonly string[] = [],
): boolean => {
  if (!named.every((word) => words.includes(word))) return false;
  if (words.length === 0) return open;
  if (open ? argv.length < words.length : argv.length !== words.length) return false;
  if (!words.every((word, at) => matchesWord(word, argv[at] ?? ''))) return false;
  const isGoal = (word: string): boolean => goals.includes(word);
  return !argv.slice(1, words.length).some(isGoal) || !argv.slice(words.length).some(isGoal);
};

/** For prohibitions: the rule's verbs first, its options anywhere, and combined short options taken apart. */
export const matchesCommand = ({ words, verbs, options }: CommandPattern, argv: readonly string[]): boolean => {
  const [name] = words;
  if (name === undefined) return true;
  const [program = ''] = argv;
  if (!matchesWord(name, program) && !matchesWord(name, programName(program))) return false;
  const given = argv.slice(1);
  if (!startsWithVerbs(verbs, given)) return false;
  const spread = given.flatMap(apart);
  return options.every((word) => spread.some((each) => matchesWord(word, each)));
};

/** Options may stand before and between the verbs, each perhaps with a value in the next word. */
const startsWithVerbs = (verbs: readonly string[], given: readonly string[]): boolean => {
  let found = 0;
  for (const [at, word] of given.entries()) {
    if (found === verbs.length) return true;
    if (word.startsWith('-')) continue;
    if (matchesWord(verbs[found] ?? '', word)) found += 1;
    else if (!given[at - 1]?.startsWith('-')) return false;
  }
  return found === verbs.length;
};

/** `-rf` is `-r -f`; a long option may be followed by `=value`. */
const apart = (word: string): readonly string[] => {
  if (/^-[A-Za-z]{2,}$/.test(word)) return [...word.slice(1)].map((letter) => `-${letter}`);
  return /^--[^=]+=/.test(word) ? [word, word.slice(0, word.indexOf('='))] : [word];
};

const matchesWord = (pattern: string, word: string): boolean => {
  if (!pattern.includes('*')) return pattern === word;
  const pieces = pattern.split('*');
  const [first = ''] = pieces;
  const last = pieces.at(-1) ?? '';
  if (!word.startsWith(first) || !word.endsWith(last) || word.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = word.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= word.length - last.length;
};
