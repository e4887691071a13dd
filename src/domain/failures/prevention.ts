/** What a worker reads before it repeats a known failure, and which of its own prohibitions may be put in force at once. */
import { oneLine } from '../one-line.ts';
import { visible } from '../visible.ts';
import { keyOfCommand } from './call-key.ts';
import type { Failure } from './failure.ts';

/** The entry's `deny` as it would stand in POLICIES.md; null for words. */
export const prohibitionOf = ({ prevent }: Pick<Failure, 'prevent'>): string | null => {
  const [, rest] = /^deny:?\s+(.+)$/is.exec(prevent.trim()) ?? [];
  if (rest === undefined) return null;
  const line = (rest.split('\n')[0] ?? '').trim();
  if (line.startsWith('`')) return line;
  const bare = /^([A-Z][A-Za-z]*(?:\([^)]*\))?)(.*)$/.exec(line);
  return bare === null ? null : `\`${bare[1]}\`${bare[2]}`;
};

/**
 * A worker may forbid to all exactly what failed, and no more: a rule of a worker that reaches beyond its failing command
 * is only words until a person makes it a rule.
 */
export const mayForbid = (prohibition: string, call: string): boolean => {
  const [, specifier] = /^`Bash\(([^)`*]+?)(?: \*)?\)`/.exec(prohibition) ?? [];
  if (specifier === undefined || specifier.trim().split(/\s+/).length < LEAST_WORDS) return false;
  const key = keyOfCommand(specifier);
  return key !== null && (call === key || call.startsWith(`${key} `));
};

/** `git` alone would forbid all of it. */
const LEAST_WORDS = 2;

/** In one line: what to do, and where it was learned. */
export const lessonOf = ({ id, title, prevent, fix }: Pick<Failure, 'id' | 'title' | 'prevent' | 'fix'>): string => {
  const [, reason] = /^deny:?\s.*?\s[-–—]\s(.+)$/is.exec(prevent) ?? [];
  const said = /^deny\b/i.test(prevent) ? (reason ?? fix) : prevent === '' ? fix : prevent;
  return shortLine(
    `${id} ${title}${said === '' ? '' : `. Lesson: ${said}`}${said === fix || fix === '' ? '' : ` (${fix})`}`,
  );
};

export const toldText = (failure: Failure, times: number): string =>
  [
    `gaffer: a call like this one failed before (${failure.id} in FAILURES.md, seen ${times} ${times === 1 ? 'time' : 'times'}).`,
    `> ${lessonOf(failure)}`,
    'It is not forbidden. Say what is different this time, or do it another way.',
  ].join('\n');

const LONGEST = 600;

const shortLine = (text: string): string => {
  const line = visible(oneLine(text));
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
};
