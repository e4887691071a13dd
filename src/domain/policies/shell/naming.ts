/** Whether a word given to a project's own task names something outside of the project: then it is no longer its own task. */
import type { Arg } from './arg.ts';

/** The pieces of the words that lead, or may lead, out of the directory: absolute, by `..`, at home, or on the network. */
export const outsideNames = (args: readonly Arg[]): readonly string[] =>
  args.flatMap(({ text }) => piecesOf(text).filter(leadsOut));

const piecesOf = (text: string): readonly string[] =>
  [text, ...text.split(/[\s=,:;"'()<>|]+/)].filter((piece) => piece !== '');
const leadsOut = (piece: string): boolean => /^[/~]|^\.\.$|(^|\/)\.\.(\/|$)|:\/\/|\$/.test(piece);
