/**
 * What can be suspected of a program without a grammar. Its arguments may name files that it changes, and may be
 * commands that it runs: both count for refusing, and nothing here ever lets a call through.
 */
import { folded } from '../paths.ts';
import { isSecret } from '../secrets.ts';
import { type Arg, exact, programName } from './arg.ts';
import { isWorthFinding } from './programs.ts';

export type Found =
  | { readonly kind: 'command'; readonly args: readonly Arg[] }
  | { readonly kind: 'script'; readonly text: string };

/** Beyond this many words the rest is not searched; the call is asked about anyway. */
const MAX_SEARCHED = 60;

export const commandsWithin = (args: readonly Arg[]): readonly Found[] => {
  const [program] = args;
  const describes = program !== undefined && DESCRIBES.has(programName(program.text));
  if (describes && !args.some(({ text }) => text.startsWith('--'))) return [];
  return args.slice(1, MAX_SEARCHED).flatMap((arg, at): readonly Found[] => {
    if (arg.kind !== 'exact') return [];
    const value = arg.text.replace(/^--?[\w.-]+=/, '');
    if (/[\s;|&$`]/.test(value)) return HINT.test(value) ? [{ kind: 'script', text: value.replace(/^!/, '') }] : [];
    const isCommand = isWorthFinding(programName(value));
    return isCommand ? [{ kind: 'command', args: [exact(value), ...args.slice(at + 2, MAX_SEARCHED)] }] : [];
  });
};

/** They speak about commands and run none. */
const DESCRIBES: ReadonlySet<string> = new Set([
  'which',
  'whereis',
  'whatis',
  'man',
  'type',
  'apropos',
  'hash',
  'help',
]);
/** A text without any of these holds nothing that a boundary forbids. */
const HINT = /sudo|doas|\bsu\b|git|npm|yarn|gh |docker|podman|curl|wget|rm|mv|cp|tee|>|ssh|sh|eval|sed|dd|ln|publish/;

/** Whether a word is likely the name of a file: only then what becomes of it is judged. */
export const looksLikePath = ({ text }: Arg): boolean => {
  if (text.includes('://') || text === '-' || text === '') return false;
  return /[/]|^[.~]/.test(text) || GOVERNING.test(folded(text)) || isSecret(text);
};

const GOVERNING = /^(policies|status|decisions|locks|worker\d+)\.md$|^gaffer\.ya?ml$/;
