/**
 * What makes two failures the same: the family of the command, the class of the error, the message without its particulars
 * and the kind of the project. Stable over machines, runs and versions of gaffer.
 */
import { shortHash } from '../hash.ts';

export interface FailureTraits {
  /** `npm install`, `Edit`, `end check npm test`. */
  readonly family: string;
  readonly message: string;
  /** `node`, `gradle`; `-` when it cannot be told. */
  readonly projectKind: string;
}

export const fingerprintOf = ({ family, message, projectKind }: FailureTraits): string =>
  shortHash([family, errorClassOf(message), normalisedMessage(message), projectKind].join('\n'));

/** The first that fits: from the most telling to the least. */
const CLASSES: readonly (readonly [string, RegExp])[] = [
  ['memory', /out of memory|heap limit|\bOOM\b|SIGKILL/i],
  ['network', /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|getaddrinfo|network|could not resolve|no route to host/i],
  ['timeout', /timed? ?out|ETIMEDOUT|no end within/i],
  ['read-only', /EROFS|read-only file system/i],
  ['permission', /EACCES|EPERM|permission denied|not permitted|forbidden/i],
  ['missing', /ENOENT|no such file|not found|cannot find|unknown (?:command|option)|MODULE_NOT_FOUND/i],
  ['conflict', /conflict|EEXIST|already exists|EADDRINUSE|in use|locked/i],
  ['types', /\bTS\d{4}\b|type error|is not assignable/i],
  ['syntax', /syntax ?error|unexpected token|parse error/i],
  ['assertion', /assert|expected .* (?:to|but)|tests? failed|\bFAIL\b/i],
  ['refused', /refused|denied|policy/i],
];

export const errorClassOf = (message: string): string =>
  CLASSES.find(([, pattern]) => pattern.test(message.replace(COLOUR, '')))?.[0] ?? 'other';

/** Enough words to tell two failures apart, few enough that a longer stack is the same failure. */
const MESSAGE_WORDS = 12;

/** The line that says what is wrong, without paths, figures, names in quotes, times and colours. */
export const normalisedMessage = (message: string): string => {
  const lines = message
    .replace(COLOUR, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^exit code \d+$/i.test(line));
  const telling = lines.find((line) => TELLING.test(line)) ?? lines[0] ?? '';
  return telling
    .replace(/https?:\/\/\S+/g, 'URL')
    .replace(/(["'`])(?:(?!\1).){1,200}\1/g, 'NAME')
    .replace(/(?:\.{0,2}\/)?(?:[\w.@-]+\/)+[\w.@-]*/g, 'PATH')
    .replace(/\b[0-9a-f]{7,}\b/gi, 'HEX')
    .replace(/\d+(?:[.:]\d+)*/g, 'N')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
    .slice(0, MESSAGE_WORDS)
    .join(' ');
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: what programs print in colour is read without it
const COLOUR = /\u001b\[[0-9;]*m/g;
const TELLING = /error|fail|cannot|can't|not found|denied|refused|unable|fatal|invalid|missing|unknown/i;
