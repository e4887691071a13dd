/** What a command prints that is known without running it: a here-document through cat, and the plain words of echo. */
import type { Command } from 'unbash';
import { type Arg, isExact } from './arg.ts';
import type { Output } from './run.ts';

export const outputOf = (
  args: readonly Arg[],
  node: Command,
  given: { readonly text: string | null; readonly literal: boolean },
): Output | null => {
  const [name, ...rest] = args;
  if (node.prefix.some(({ type }) => type === 'Assignment')) return null;
  if (isExact(name, 'cat') && rest.length === 0 && node.redirects.length === 1)
    return given.text === null ? null : { text: given.text, sure: given.literal };
  const speaks = isExact(name, 'echo') || isExact(name, 'printf');
  if (!speaks || node.redirects.length > 0 || rest.some(({ kind }) => kind !== 'exact')) return null;
  const words = rest.map((arg) => arg.text);
  return { text: isExact(name, 'printf') ? printed(words) : words.join(' '), sure: false };
};

/** Roughly what printf prints: enough to refuse by. */
const printed = ([format = '', ...values]: readonly string[]): string => {
  const rest = [...values];
  const text = format.replace(/\\n|\\0/g, '\n').replace(/%[sbq]/g, () => rest.shift() ?? '');
  return [text, ...rest].join('\n');
};
