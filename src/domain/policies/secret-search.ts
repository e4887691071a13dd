/** Whether a search through all files below a directory would come upon a secret. Bounded: too many files means maybe. */
import type { ReadAct } from './act.ts';
import type { JudgeContext } from './context.ts';
import type { Place } from './places.ts';
import { isSecret } from './secrets.ts';
import { globMatcher } from './shell/globs.ts';

/** About as many as can be looked at in two milliseconds. */
const MAX_SEEN = 1_500;

export const mayHoldSecrets = (root: string, { probe }: JudgeContext): boolean => {
  if (probe.lstat(root)?.kind !== 'directory') return false;
  const todo = [root];
  let seen = 0;
  for (let directory = todo.pop(); directory !== undefined; directory = todo.pop()) {
    const names = probe.list(directory);
    if (names === null) return true;
    seen += names.length;
    if (seen > MAX_SEEN || names.some(isSecret)) return true;
    for (const name of names) {
      const path = `${directory}/${name}`;
      if (!UNSEARCHED.has(name) && probe.lstat(path)?.kind === 'directory') todo.push(path);
    }
  }
  return false;
};

/** Texts of programs that others wrote are no secrets of this project. */
const INSTALLED: ReadonlySet<string> = new Set(['node_modules', '.git']);

/** As many as are judged one by one. */
const MAX_OPENED = 300;

/** All names below that a program may be given to open, symlinks included; null when they are too many to tell. */
export const filesToOpen = (
  root: string,
  { only, texts }: Pick<ReadAct, 'only' | 'texts'>,
  { probe }: JudgeContext,
): readonly string[] | null => {
  const found: string[] = [];
  const kind = probe.lstat(root)?.kind;
  if (kind !== 'directory') return [root];
  const tests = only?.map((glob) => globMatcher(glob, true)) ?? null;
  const todo = [root];
  let seen = 0;
  for (let directory = todo.pop(); directory !== undefined; directory = todo.pop()) {
    const names = probe.list(directory);
    if (names === null) return null;
    seen += names.length;
    if (seen > MAX_SEEN) return null;
    for (const name of names) {
      const path = `${directory}/${name}`;
      if (texts === true && INSTALLED.has(name)) continue;
      if (probe.lstat(path)?.kind === 'directory') todo.push(path);
      else if (tests === null || tests.some((isWanted) => isWanted(name))) found.push(path);
    }
    if (found.length > MAX_OPENED) return null;
  }
  return found;
};

/**
 * Whether a search is aimed at a directory that itself holds secrets, such as `certs`. A project as a whole may be
 * searched, for a search tool leaves out what is hidden or ignored.
 */
export const isStoreOfSecrets = (place: Place, context: JudgeContext): boolean => {
  const { relative } = place;
  const isWhole =
    relative === null ||
    relative === '' ||
    context.projectOf(relative) === relative ||
    context.lockedProject === relative;
  return !isWhole && (context.probe.list(place.path)?.some(isSecret) ?? false);
};

/** git's own files hold no secret by name, and there are many of them. */
const UNSEARCHED: ReadonlySet<string> = new Set(['.git']);
