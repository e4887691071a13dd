/**
 * Resume triggers as they stand in WORKERn.md: `when <file|task|decision|time> …: what to do`. Reading is lenient: a line
 * that begins otherwise is the worker's own note, and one that is meant as a trigger and cannot be read is a Problem
 * with its line.
 */
import { decisionId, taskId } from '../domain/ids.ts';
import { nearestWord } from '../domain/nearest-word.ts';
import type { Problem } from '../domain/problem.ts';
import type { Trigger, TriggerCondition } from '../domain/triggers/trigger.ts';
import { type MarkdownLine, readMarkdown } from './markdown-lines.ts';
import { sectionNamed } from './sections.ts';
import { RESUME_TRIGGERS } from './status-file.ts';

export interface TriggerReading {
  readonly triggers: readonly Trigger[];
  readonly problems: readonly Problem[];
}

/** More than a worker can mean at once; each is watched. */
const MOST_TRIGGERS = 20;
const MOST_CHARS = 500;

/** `now` is what `in 20m` and `14:30` count from. */
export const readTriggers = (text: string, file: string, now: number): TriggerReading => {
  const markdown = readMarkdown(text, file);
  const section = sectionNamed(markdown, RESUME_TRIGGERS);
  const triggers: Trigger[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const line of section?.lines ?? []) {
    const words = wordsOf(line);
    if (words === null || seen.has(words)) continue;
    const objection = objectionTo(words, triggers.length);
    const reading = objection === null ? readTrigger(words, now) : objection;
    if (typeof reading === 'string') problems.push(problemOf(reading, words, file, line.number));
    else {
      seen.add(words);
      triggers.push({ words, ...reading, line: line.number });
    }
  }
  return { triggers, problems };
};

/** The words of a line that is meant as a trigger; null for any other, and for one that was ticked off. */
const wordsOf = (line: MarkdownLine): string | null => {
  if (line.kind !== 'item' && line.kind !== 'text') return null;
  const content = line.text.replace(/^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/, '').trim();
  const [, tick, words = content] = /^\[([ xX])\][ \t]+(.*)$/.exec(content) ?? [];
  if (tick === 'x' || tick === 'X') return null;
  const [, first = '', kind = ''] = /^(\S+)[ \t]+(\S+)/.exec(words) ?? [];
  const isMeant = first.toLowerCase() === 'when' || (isKind(kind) && nearestWord(first, ['when']) !== null);
  return isMeant ? words.replace(/[ \t]+/g, ' ') : null;
};

const KINDS = ['file', 'task', 'decision', 'time'] as const;
const isKind = (word: string): boolean => KINDS.some((kind) => kind === word.toLowerCase());

const objectionTo = (words: string, count: number): string | null => {
  if (words.length > MOST_CHARS) return `this trigger is longer than ${MOST_CHARS} characters, so it is not watched`;
  return count >= MOST_TRIGGERS ? `there are more than ${MOST_TRIGGERS} triggers, so this one is not watched` : null;
};

const problemOf = (message: string, found: string, file: string, line: number): Problem => ({
  kind: 'parse',
  message,
  where: { file, line },
  found: found.slice(0, 80),
  next: 'Write: when task T3 is done: …, when decision D7 is settled: …, when time 14:30: …, when time in 20m: …, or when file apps/alpha/out.txt changes: …',
});

/** A colon, an arrow or a dash with space behind it parts the condition from what is to be done. */
const PARTED = /^when[ ]+(file|task|decision|time)[ ]+(.+?)(?:[ ]*(?::[ ]|:$|,[ ]|→|->|—|–)[ ]*(.*)|[ ]then[ ](.*))?$/i;

const readTrigger = (words: string, now: number): { readonly on: TriggerCondition; readonly text: string } | string => {
  const match = PARTED.exec(words);
  if (match === null)
    return 'this trigger names nothing to wait for (file, task, decision or time), so it is not watched';
  const [, kind = '', condition = '', behind, then] = match;
  const on = CONDITIONS[kind.toLowerCase()]?.(condition.trim(), now) ?? null;
  if (on === null) return `this trigger cannot be read, so it is not watched: “${condition}” says nothing of a ${kind}`;
  const text = (behind ?? then ?? '').trim();
  return { on, text: text === '' ? words : text };
};

const CONDITIONS: Readonly<Record<string, (condition: string, now: number) => TriggerCondition | null>> = {
  task: (condition) => {
    const [, id, state = 'done'] =
      /^`?(T\d+)`?(?: (?:is|gets|has|was))?(?: (done|finished|ticked|failed|fails|ended|ends|over))?$/i.exec(
        condition,
      ) ?? [];
    if (id === undefined) return null;
    const is = /^fail/i.test(state) ? 'failed' : /^(?:end|over)/i.test(state) ? 'ended' : 'done';
    return { kind: 'task', task: taskId(id.toUpperCase()), is };
  },
  decision: (condition) => {
    const [, id] = /^`?(D\d+)`?(?: (?:is|gets|was))?(?: (?:settled|answered|decided|made))?$/i.exec(condition) ?? [];
    return id === undefined ? null : { kind: 'decision', decision: decisionId(id.toUpperCase()) };
  },
  time: (condition, now) => {
    const at = timeOf(condition.replace(/^(?:at|is) /i, ''), now);
    return at === null ? null : { kind: 'time', at };
  },
  file: (condition) => {
    const [, quoted, bare, state = 'changed'] =
      /^(?:`([^`]+)`|(\S+))(?: (?:is|was|has|gets))?(?: (changes|changed|exists|there|appears|gone|deleted|removed|disappears))?$/i.exec(
        condition,
      ) ?? [];
    const file = (quoted ?? bare ?? '').replace(/^\.\//, '').replace(/\/+$/, '');
    if (!FILE_PATH.test(file)) return null;
    const is = /^(?:exists|there|appears)$/i.test(state) ? 'there' : /^chang/i.test(state) ? 'changed' : 'gone';
    return { kind: 'file', file, is, mark: null };
  },
};

/** In the workspace: a relative path without `..` parts, and nothing of gaffer's own. */
const FILE_PATH = /^(?!\/|\.gaffer(?:\/|$))(?!(?:.*\/)?\.\.(?:\/|$))[^\p{Cc}\\]+$/u;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const timeOf = (text: string, now: number): number | null => {
  const [, count, unit] = /^in (\d{1,6}) ?(s|m|h|d)(?:ec|in|our|ay)?s?$/i.exec(text) ?? [];
  if (count !== undefined) return now + Number(count) * (UNIT_MS[unit?.toLowerCase() ?? ''] ?? 0);
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hours !== undefined && minutes !== undefined) return nextClock(Number(hours), Number(minutes), now);
  const [, day, clock, zone = ''] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?))?(Z|[+-]\d{2}:?\d{2})?$/i.exec(text) ?? [];
  if (day === undefined) return null;
  const at = Date.parse(`${day}T${clock ?? '00:00'}${zone.toUpperCase()}`);
  return Number.isNaN(at) ? null : at;
};

/** By the clock of this machine: today, or tomorrow when it has passed. */
const nextClock = (hours: number, minutes: number, now: number): number | null => {
  if (hours > 23 || minutes > 59) return null;
  const date = new Date(now);
  date.setHours(hours, minutes, 0, 0);
  if (date.getTime() <= now) date.setDate(date.getDate() + 1);
  return date.getTime();
};
