/** The judge's one look at the outside, on the real disk: it looks, and changes nothing. */
import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import type { FileFacts, Probe } from '../domain/policies/context.ts';

export const diskProbe: Probe = {
  lstat: (path) => {
    const facts = attempt(() => lstatSync(path, { throwIfNoEntry: false }));
    return facts === null || facts === undefined
      ? null
      : { kind: kindOf(facts), dev: facts.dev, ino: facts.ino, links: facts.nlink };
  },
  readlink: (path) => attempt(() => readlinkSync(path)),
  list: (path) => attempt(() => listed(path)),
  text: (path) => attempt(() => smallText(path)),
  isStraight: (path) => attempt(() => realpathSync.native(path)) === path,
};

/** A directory with more names than this is not looked through for a glob; the call is asked about instead. */
const MAX_NAMES = 1_000;

const listed = (path: string): readonly string[] | null => {
  const names = readdirSync(path);
  return names.length > MAX_NAMES ? null : names;
};

/** Far above any list of patterns that a person keeps. */
const MAX_TEXT_BYTES = 64 * 1024;

/** Of an ordinary file alone: a pipe would hold up whoever reads it. */
const smallText = (path: string): string | null => {
  const facts = statSync(path);
  return facts.isFile() && facts.size <= MAX_TEXT_BYTES ? readFileSync(path, 'utf8') : null;
};

const kindOf = (facts: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileFacts['kind'] => {
  if (facts.isSymbolicLink()) return 'symlink';
  if (facts.isDirectory()) return 'directory';
  return facts.isFile() ? 'file' : 'other';
};

/** What cannot be looked at, for whatever reason, is not seen: the judge takes that as the stricter case. */
const attempt = <Value>(look: () => Value): Value | null => {
  try {
    return look();
  } catch {
    return null;
  }
};
