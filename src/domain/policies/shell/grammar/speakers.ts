/**
 * Editors, debuggers, databases, typesetters and the like: programs whose words and input are program text in a language
 * of their own, with a way out to the shell. Asked about; refused when that text names what a boundary protects.
 */
import type { Arg } from '../arg.ts';
import { type Reader, usage } from '../usage.ts';

const speaking: Reader = (args) =>
  usage({
    standing: 'plain',
    code: args.filter(({ text }) => /[^\w.-]/.test(text)),
    scripts: args.flatMap(({ text }) => shellOuts(text)),
    touches: args.flatMap(pieces),
    interprets: true,
  });

/** What such a program hands to a shell: `:!cmd`, `.shell cmd`, `system cmd`, `EXEC:cmd`, `\! cmd`. */
export const shellOuts = (text: string): readonly Arg[] =>
  [...text.matchAll(OUT)].map((match): Arg => ({ kind: 'guess', text: match[1] ?? '' }));

const OUT =
  /(?:^|[\s:.;\\(=])(?:!|shell\b|system\b|sh\b|exec:|terminal\b|esyscmd\(|syscmd\(|write18\{)[\s!("']*([^\n)}]+)/gi;

/** Addresses such as `OPEN:path,creat` hold a path among other words. */
export const pieces = (arg: Arg): readonly Arg[] => {
  if (arg.text.includes('://')) return [];
  const words = arg.text.split(/[\s,:=;"'()]+/).filter((word) => word.includes('/'));
  return [arg, ...words.map((text): Arg => ({ kind: 'guess', text }))];
};

/** Pagers of manuals: `-P` and `-H` name a program. */
const manual: Reader = (args) =>
  usage({
    standing: 'plain',
    changes: false,
    scripts: args.flatMap(({ text }, at): readonly Arg[] => {
      const attached = /^(?:-[PH]|--(?:pager|html)=)(.+)$/s.exec(text)?.[1];
      if (attached !== undefined) return [{ kind: 'guess', text: attached.replace(/^=/, '') }];
      const next = args[at + 1];
      return /^(-[PH]|--pager|--html)$/.test(text) && next !== undefined ? [next] : [];
    }),
  });

const named = (names: string, reader: Reader): Readonly<Record<string, Reader>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, reader]));

export const SPEAKERS: Readonly<Record<string, Reader>> = {
  ...named('vi vim nvim vimdiff view rvim ex ed red emacs emacsclient nano joe micro less more most pg', speaking),
  ...named('sqlite3 psql mysql mariadb redis-cli mongosh duckdb', speaking),
  ...named('m4 bc dc latex pdflatex xelatex lualatex tex pdftex troff groff nroff', speaking),
  ...named('pwsh powershell guile jrunscript jjs jshell octave octave-cli R ghci scala kotlin swift', speaking),
  ...named('socat nc ncat netcat telnet ftp hg svn puppet bpftrace stap ansible', speaking),
  man: manual,
};
