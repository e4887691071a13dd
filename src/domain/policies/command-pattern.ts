/**
 * Patterns of `Bash(...)` rules: `npm test` is that command alone, `npm test:*` (or `npm test *`) also with more words,
 * a `*` elsewhere stands for any text. Words are compared after all quoting is resolved, never the raw text.
 */

/** For permissions: to the letter, and nothing after what the rule names. */
export const permitsCommand = (specifier: string, argv: readonly string[]): boolean => {
  const { words, open } = patternOf(specifier);
  if (words.length === 0) return open;
  if (open ? argv.length < words.length : argv.length !== words.length) return false;
  return words.every((word, at) => matchesWord(word, argv[at] ?? ''));
};

/** For prohibitions: the rule's verbs first, its options anywhere, and combined short options taken apart. */
export const matchesCommand = (specifier: string, argv: readonly string[]): boolean => {
  const { words } = patternOf(specifier);
  const [name, ...rest] = words;
  if (name === undefined) return true;
  const [program = '', ...given] = argv;
  if (!matchesWord(name, program) && !matchesWord(name, program.replace(/^.*\//, ''))) return false;
  const firstOption = rest.findIndex((word) => word.startsWith('-'));
  const verbs = firstOption === -1 ? rest : rest.slice(0, firstOption);
  const spread = given.flatMap(apart);
  return (
    startsWithVerbs(verbs, given) &&
    rest
      .slice(verbs.length)
      .flatMap(apart)
      .every((word) => spread.some((each) => matchesWord(word, each)))
  );
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

interface Pattern {
  readonly words: readonly string[];
  /** Whether more words may follow. */
  readonly open: boolean;
}

const patterns = new Map<string, Pattern>();

/** Patterns are as many as there are rules, and read for every command: each is taken apart once. */
const patternOf = (specifier: string): Pattern => {
  const known = patterns.get(specifier) ?? parsePattern(specifier);
  if (patterns.size >= MAX_PATTERNS) patterns.clear();
  patterns.set(specifier, known);
  return known;
};

/** Far above the rules of a policy; it only bounds the memory of a process that reads many. */
const MAX_PATTERNS = 4_096;

const parsePattern = (specifier: string): Pattern => {
  const open = /(:\*|\s\*|^\*)$/.test(specifier);
  const text = open ? specifier.replace(/(:\*|\s\*|^\*)$/, '') : specifier;
  return { words: text.split(/\s+/).filter((word) => word !== ''), open };
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
