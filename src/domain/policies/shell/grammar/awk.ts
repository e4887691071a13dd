/**
 * awk's program text, read far enough to say that it only computes and prints: no other program, no other file, nothing
 * of the environment. Whatever awks might read in different ways (a slash after a keyword, a bracket in an expression
 * that holds one, a comment) is not plain, and what is not plain is asked about.
 */
import type { Arg } from '../arg.ts';

export interface AwkCall {
  /** The program, or null when `-f` names a file that holds it. */
  readonly program: Arg | null;
  readonly programFile: Arg | null;
  readonly files: readonly Arg[];
  /** Options other than `-F` and `-v`. */
  readonly others: readonly string[];
}

/** The program is the first operand, unless -f names it. Options end there. */
export const awkCallOf = (args: readonly Arg[]): AwkCall => {
  const others: string[] = [];
  let programFile: Arg | null = null;
  let at = 0;
  for (; at < args.length; at += 1) {
    const arg = args[at];
    if (arg === undefined || !/^-./.test(arg.text)) break;
    if (arg.text === '--') {
      at += 1;
      break;
    }
    if (/^-[Fv]$/.test(arg.text)) {
      at += 1;
      if (/^-./.test(args[at]?.text ?? '')) others.push(arg.text);
    } else if (/^-[Fv]/.test(arg.text)) continue;
    else {
      others.push(arg.text);
      if (/^(-f|-E|--file|--exec)$/.test(arg.text)) {
        at += 1;
        programFile = args[at] ?? null;
      }
    }
  }
  const rest = args.slice(at);
  return programFile === null
    ? { program: rest[0] ?? null, programFile, files: rest.slice(1), others }
    : { program: null, programFile, files: rest, others };
};

export const isPlainAwk = (text: string): boolean => {
  // Looked for everywhere, strings included: what is lexed wrongly cannot hide these.
  if (text.length > MAX_LENGTH || text.startsWith('-') || OUTWARD.test(text) || /[^\x20-\x7e\n\t]/.test(text))
    return false;
  const divides = !CONTROL.test(text);
  let before = '';
  let prints = false;
  let rest = text;
  while (rest !== '') {
    const token = TOKEN.exec(rest)?.[0] ?? (rest.startsWith('/') ? slash(rest, before, divides) : null);
    if (token === null) return false;
    rest = rest.slice(token.length);
    if (/^[ \t]/.test(token)) continue;
    if (/^printf?$/.test(token)) prints = true;
    // A redirect follows the words of print; a comparison stands before them.
    else if (token === '>' && prints) return false;
    else if (token === ';' || token === '}') prints = false;
    before = token;
  }
  return true;
};

/** Nobody reviews a longer one at a glance. */
const MAX_LENGTH = 2_000;

/** Programs and files that are run or opened by name, the environment, further arguments, libraries, calls by name. */
const OUTWARD = /system|getline|ENVIRON|PROCINFO|ARGV|ARGC|ARGIND|SYMTAB|FUNCTAB|TEXTDOMAIN|textdomain|close|fflush|@/;
/** After their closing parenthesis a slash begins an expression, elsewhere it divides. */
const CONTROL = /\b(if|while|for|switch|func|function)\b/;

/** Single `|`, `>>`, `#`, `\` and what is unknown are no tokens here. */
const TOKEN =
  /^(?:[ \t]+|\n|[A-Za-z_]\w*|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|"(?:[^"\\\n]|\\[^\n])*"|\|\||&&|\+\+|--|[-+*%^<>=!]=|!~|[-+*%^!<=~?:,;(){}[\]$]|>(?!>))/;

/** An expression in slashes, or a division: null when awks may differ. */
const slash = (rest: string, before: string, divides: boolean): string | null => {
  if (before === '' || BEGINS.test(before)) return EXPRESSION.exec(rest)?.[0] ?? null;
  if (/^(print|printf|return|else|do|in|case|length|\+\+|--)$/.test(before)) return null;
  if (before === ')' && !divides) return null;
  return /^[\w\])"]/.test(before) ? (/^\/=?/.exec(rest)?.[0] ?? null) : null;
};

/** Nothing can be divided after these. */
const BEGINS = /^(?:[({},;~!\n]|!~|&&|\|\|)$/;
/** Plain characters, escaped ones, and brackets without a slash, a bracket or an escape that awks read differently. */
const EXPRESSION = /^\/(?:[^[\]\\/\n]|\\[^\n]|\[\^?(?:[^[\]\\/\n]|\[:[a-z]+:\]|\\[tnr.+*$^-])+\])+\//;
