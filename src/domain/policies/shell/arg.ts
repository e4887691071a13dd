/**
 * A word of a command after expansion. Only `exact` words are known letter by letter; a `pattern` is a glob that the
 * shell would still expand (its literal metacharacters escaped); a `pipe` is a process substitution; in a `guess`
 * something could not be resolved: it can make a verdict stricter, never milder.
 */
export interface Arg {
  readonly kind: 'exact' | 'pattern' | 'pipe' | 'guess';
  readonly text: string;
}

export const exact = (text: string): Arg => ({ kind: 'exact', text });

/** Stands in a guess for what is not known: a character that no real name here contains. */
export const HOLE = '\ufffc';

export const isExact = (arg: Arg | undefined, text: string): boolean => arg?.kind === 'exact' && arg.text === text;

/** Programs by their last path component: `/usr/bin/sudo` is sudo. */
export const programName = (text: string): string => (text.includes('/') ? text.replace(/^.*\//, '') : text);

/** What is given to an option in the same word: `--config=x.json` is x.json; a word without one is the word itself. */
export const optionValue = (arg: Arg): Arg => ({ ...arg, text: arg.text.replace(/^-{1,2}[\w.-]+=/, '') });
