/**
 * Names of files that hold secrets. A name is protected wherever it lies, in any case, and everything below a directory
 * of such a name with it. A pattern is protected when it seems made to match such a name.
 */
import picomatch from 'picomatch';
import { folded } from './paths.ts';

/** Names as they occur in the world, to try a shell pattern against. */
const EXAMPLES: readonly string[] = [
  '.env',
  '.ENV',
  'server.pem',
  'key.pem',
  'cert.pem',
  'private.pem',
  'a.pem',
  'id_rsa',
  'id_rsa.pub',
  'id_rsa_work',
  'ID_RSA',
];

export const isSecret = (path: string): boolean => {
  const plain = folded(path);
  return HINT.test(plain) && plain.split('/').some(isSecretName);
};

/** Trailing dots and spaces fall off on some file systems, so they do not make another name. */
const isSecretName = (name: string): boolean => matchesSecret(name) || matchesSecret(name.replace(/[. ]+$/, ''));

/** `.env`, `*.pem`, `id_rsa*`; a policy protects more names by rules of its own. */
const matchesSecret = (name: string): boolean => name === '.env' || name.endsWith('.pem') || name.startsWith('id_rsa');
/** A path without any of these is looked at no further. */
const HINT = /\.env|\.pem|id_rsa/;

/** Whether a glob (of a shell, of ripgrep, of the Glob tool) would pick a secret out: `.e*`, `**\/*.p?m`, `id_*`. */
export const picksSecrets = (glob: string): boolean => {
  const last = glob.split('/').findLast((part) => part !== '') ?? '';
  if (EVERYTHING.test(last)) return false;
  const matches = matcherOf(last);
  return isSecret(last) || EXAMPLES.some((name) => matches(name));
};

/** For a search, a pattern that takes everything takes hidden files too: ripgrep lets a glob override what it leaves out. */
export const reachesSecrets = (glob: string): boolean => {
  const last = glob.split('/').findLast((part) => part !== '') ?? '';
  return EVERYTHING.test(last) || picksSecrets(glob);
};

/** Patterns that do not single anything out; what they reach is judged by where they search. */
const EVERYTHING = /^(\*+|\*\.\*)$/;

/** A pattern that cannot be compiled is taken to match: whoever wrote it meant something. */
const matcherOf = (glob: string): ((name: string) => boolean) => {
  if (glob.length > MAX_GLOB_LENGTH) return () => true;
  try {
    return picomatch(glob, { dot: true, nocase: true, strictSlashes: false });
  } catch {
    return () => true;
  }
};

/** Longer than any name that a file system holds (255 bytes), so longer than any pattern needs to be. */
const MAX_GLOB_LENGTH = 512;
