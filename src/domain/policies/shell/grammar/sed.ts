/** sed: `-n '5,10p'` reads; every other script may write files (`w`), run commands (`e`) or edit in place. */
import { type Arg, isExact } from '../arg.ts';
import { readerOf } from '../grammar.ts';
import { type Reader, usage } from '../usage.ts';

export const readSed: Reader = (args, program) => {
  const [flag, script, ...files] = args;
  const isPrint = isExact(flag, '-n') && script?.kind === 'exact' && PRINTS.test(script.text);
  if (isPrint && files.every(({ text }) => !text.startsWith('-')))
    return usage({ standing: 'reading', changes: false, reads: files.map((arg) => ({ arg, how: 'content' })) });
  return readEditing(args, program);
};

const PRINTS = /^\d{1,9}(,(\d{1,9}|\$))?p$/;

const readAny = readerOf({
  standing: 'plain',
  flags:
    '-n -r -E -s -u -z --quiet --silent --regexp-extended --separate --unbuffered --null-data --posix --debug --sandbox --follow-symlinks --in-place --help --version',
  maybe: '--in-place',
  values: { code: '-e --expression', text: '-l --line-length', danger: '-f --file' },
  operands: ['code', 'content'],
  withoutFirst: '-e --expression -f --file',
});

/** Addresses with `p d q =`, and `s` without the flags that write or run; several of them separated by `;`. */
const isPlainScript = (text: string): boolean =>
  text.length <= MAX_SCRIPT && /^[\x20-\x7e\t]*$/.test(text) && PLAIN_SCRIPT.test(text);

const MAX_SCRIPT = 500;

/** What may stand in an expression up to its end mark: brackets only as every sed reads them. */
const expressionUpTo = (mark: string): string =>
  String.raw`(?:[^\[\]\\${mark}]|\\[^\n]|\[\^?(?:[^\[\]\\${mark}]|\[:[a-z]+:\])+\])+`;
const replacementUpTo = (mark: string): string => String.raw`(?:[^\\${mark}]|\\[^\n])*`;
const substitution = (mark: string, written = mark): string =>
  String.raw`s${written}${expressionUpTo(mark)}${written}${replacementUpTo(mark)}${written}[gpI\d]{0,4}`;
const ADDRESS = String.raw`(?:\d{1,9}|\$|\/${expressionUpTo('/')}\/I?)`;
const COMMAND = `(?:[pdq=]|${[substitution('/'), substitution('|', '\\|'), substitution(','), substitution('#')].join('|')})`;
const STATEMENT = String.raw` *(?:${ADDRESS}(?:,(?:${ADDRESS}|\+\d{1,9}))? *!? *)?${COMMAND} *`;
const PLAIN_SCRIPT = new RegExp(`^${STATEMENT}(?:;${STATEMENT})*;?$`);

const readEditing: Reader = (args, program) => {
  const isEditing = args.some(({ text }) => IN_PLACE.test(text));
  const use = readAny(args.flatMap(withoutInPlace), program);
  const scripts = use.code.map(({ text }) => text);
  const edited = isEditing ? use.reads.map(({ arg }) => arg) : [];
  const isPlain = scripts.length === 1 && use.code[0]?.kind === 'exact' && isPlainScript(scripts[0] ?? '');
  if (isPlain && args.every(isKept) && (!isEditing || use.reads.every(({ arg }) => isNoScript(arg))))
    return {
      ...use,
      code: [],
      changes: isEditing,
      doubts: use.doubts.filter((doubt) => !/ runs a program$/.test(doubt)),
      writes: edited.map((arg) => ({ arg, how: 'file' })),
    };
  const written = scripts.flatMap((text) => [...text.matchAll(WRITES)].map((match) => match[1] ?? ''));
  return {
    ...use,
    code: [],
    reads: isEditing ? [] : use.reads,
    writes: [...edited, ...written.map(guess)].map((arg) => ({ arg, how: 'file' })),
    scripts: scripts.flatMap((text) => [
      ...[...text.matchAll(EXECUTES)].map((match) => guess(match[1] ?? '')),
      ...[...text.matchAll(SUBSTITUTED)].map((match) => guess(match[2] ?? '')),
    ]),
  };
};

/** No script from a file, and no copy of what was there before: its name may lead anywhere. */
const isKept = ({ text }: Arg): boolean =>
  !/^-[a-zA-Z]*f|^--f/.test(text) && (!IN_PLACE.test(text) || /^-[nrEsuz]*i$|^--in-place$/.test(text));

/** Some seds take the word after -i for the end of a name, and the file's name for the script. */
const isNoScript = ({ kind, text }: Arg): boolean =>
  kind === 'exact' &&
  /^(?![wr])[A-Za-z_./][\w./@+-]*$/.test(text) &&
  !/^\/|^s(.)(?:(?!\1).)*\1(?:(?!\1).)*\1.*w/.test(text);

const IN_PLACE = /^-[nrEsuz]*[iI]|^--in-place/;
/** `w file` after an address, a command or the flags of `s`. */
const WRITES = /(?:^|[^\w\\]|[gpiI\d])[wW]\s*([^\s;}]+)/g;
const EXECUTES = /(?:^|[\s;{}\d$,/])e\s+([^;\n}]+)/g;
/** `s/…/command/e` runs what the line has become. */
const SUBSTITUTED = /s([^\w\s])(?:\\.|(?!\1).)*\1((?:\\.|(?!\1).)*)\1[gpiImM\d]*e/g;

/** `-i` takes a suffix only when it is attached, so it never eats the script that follows. */
const withoutInPlace = (arg: Arg): readonly Arg[] => {
  const short = /^-([nrEsuz]*)[iI]/.exec(arg.text);
  if (short === null) return [arg];
  return short[1] === '' ? [] : [{ ...arg, text: `-${short[1]}` }];
};

const guess = (text: string): Arg => ({ kind: 'guess', text });
