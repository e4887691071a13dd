/** What the words of a command may name: paths in them, and whether those lie outside of the project that it works in. */
import type { Arg } from './arg.ts';

/** The pieces of the words that lead, or may lead, out of the directory: absolute, by `..`, at home, or on the network. */
export const outsideNames = (args: readonly Arg[]): readonly string[] =>
  args.flatMap(({ text }) => piecesOf(text).filter(leadsOut));

const piecesOf = (text: string): readonly string[] =>
  [text, ...text.split(/[\s=,:;"'()<>|]+/)].filter((piece) => piece !== '');
const leadsOut = (piece: string): boolean => /^[/~]|^\.\.$|(^|\/)\.\.(\/|$)|:\/\/|\$/.test(piece);

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
