/** What the words of a command may name: paths in them, and whether those lie outside of the project that it works in. */
import type { Arg } from './arg.ts';

/**
 * The pieces of the words that lead, or may lead, out of the directory: absolute, by `..`, at home, or on the network; and
 * those that are program text themselves.
 */
export const outsideNames = (args: readonly Arg[]): readonly string[] =>
  args.flatMap(({ text }) => piecesOf(text).filter(leadsOut));

const piecesOf = (text: string): readonly string[] =>
  [text, ...text.split(/[\s=,:;"'()<>|@[\]{}]+/).filter((piece) => piece !== '/' || !/\s/.test(text))]
    .map((piece) => piece.replace(ATTACHED, ''))
    .filter((piece) => piece !== '');

/** An option whose value stands in the same word: `-o../x`, `-I/usr/include`. */
const ATTACHED = /^-[a-zA-Z]+(?=[/~]|\.{1,2}(\/|$))/;

/** A `$` at the end of a word is that of an expression, and `file::read` is the name of a test. */
const leadsOut = (piece: string): boolean =>
  /^[/~]|^\.\.$|(^|\/)\.\.(\/|$)|:\/\/|\$[\w({@*#?!$-]|`|(^|=)(data|file):(?!:)/.test(piece);

/** Values of options that pick tests by their titles, such as `GET /users`: text, whatever it looks like. */
export const withoutTitles = (args: readonly Arg[]): readonly Arg[] =>
  args.filter(
    ({ text }, at) =>
      !isTitle(/^--[\w-]+=/.test(text) ? text.slice(text.indexOf('=') + 1) : '', text.replace(/=.*/s, '')) &&
      !isTitle(text, args[at - 1]?.text ?? ''),
  );

/** Only a title has spaces within; what a shell would run or expand in it is none. */
const isTitle = (value: string, option: string): boolean =>
  TITLES.has(option) && /^[\w./-]+( [\w./:-]+)+$/.test(value) && !/^[./~-]/.test(value) && !/\.\./.test(value);

const TITLES: ReadonlySet<string> = new Set(
  '-t -g --grep --testNamePattern --test-name-pattern --test-skip-pattern'.split(' '),
);

/** `x`, the value of `--out=x` and of `-o./x`, and the paths among the words of a quoted text. */
export const namesWithin = (arg: Arg): readonly Arg[] => {
  const text = arg.text.replace(/^-{1,2}[\w.-]+=|^-[a-zA-Z](?=[./~])/, '');
  const isUrl = text.includes('://');
  const words =
    !isUrl && /[\s:,="']/.test(text)
      ? text.split(/[\s:,="']+/).filter((word) => /[^/]/.test(word) && word.includes('/'))
      : [];
  return [{ ...arg, text }, ...words.slice(0, MAX_WORDS).map((word): Arg => ({ kind: 'guess', text: word }))];
};

/** A longer text is a script, which is searched as such. */
const MAX_WORDS = 20;
