/** Edits of BACKLOG.md that move entries among their neighbours, or make several of one. Each gives the new text. */
import { type TaskId, taskId } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import type { Shift } from '../domain/tasks/edit.ts';
import { entryOf, highestId } from './backlog-edits.ts';
import type { BacklogEntry } from './backlog-entry.ts';
import type { Backlog } from './backlog-file.ts';
import { lineEndingOf, type Splice, spliceText } from './lines.ts';
import { writeTaskLine } from './task-line.ts';
import { inlineText } from './worker-text.ts';

/** Changes places with the entry above or below it in its section; what stands between them stays where it is. */
export const shiftTask = (backlog: Backlog, id: TaskId, by: Shift): Result<string> => {
  const found = entryOf(backlog, id);
  if (!found.ok) return found;
  const { text, entries } = backlog;
  const moved = found.value;
  const mates = entries.filter(({ section }) => section === moved.section);
  const at = mates.indexOf(moved);
  const to = { up: at - 1, down: at + 1, first: 0, last: mates.length - 1 }[by];
  const mate = mates[to];
  if (mate === undefined || mate === moved) return ok(text);
  const block = wholeLines(text, moved);
  const down = to > at;
  const cut: Splice = { start: moved.start, end: moved.end, text: '' };
  if (!down)
    return ok(withoutLastBreak(text, spliceText(text, [{ start: mate.start, end: mate.start, text: block }, cut])));
  const target = wholeLines(text, mate);
  // The last line of the file may lack its break: then it gains one, and the new last line gives it up.
  return ok(
    withoutLastBreak(text, spliceText(text, [cut, { start: mate.start, end: mate.end, text: target + block }])),
  );
};

/** The parts stand above the task with its project, priority, tags, tier and needs; the task itself needs them all. */
export const splitTask = (backlog: Backlog, id: TaskId, parts: readonly string[]): Result<string> => {
  const found = entryOf(backlog, id);
  if (!found.ok) return found;
  const titles = parts.map((part) => inlineText(part)).filter((part) => part !== '');
  if (titles.length < 2)
    return fail({ kind: 'parse', message: 'a split needs two parts', expected: 'Draw the switch | Store the choice' });
  const { text } = backlog;
  const { fields, start, textStart, textEnd } = found.value;
  const highest = highestId(backlog);
  const ids = titles.map((_, index) => taskId(`T${highest + index + 1}`));
  const eol = lineEndingOf(text);
  const lines = titles.map(
    (title, index) => `- [ ] ${writeTaskLine({ ...fields, id: ids[index] ?? null, title })}${eol}`,
  );
  const needing = writeTaskLine({ ...fields, needs: [...fields.needs, ...ids] });
  return ok(
    spliceText(text, [
      { start, end: start, text: lines.join('') },
      { start: textStart, end: textEnd, text: needing },
    ]),
  );
};

const wholeLines = (text: string, { start, end }: BacklogEntry): string => {
  const block = text.slice(start, end);
  return /[\r\n]$/.test(block) ? block : `${block}${lineEndingOf(text)}`;
};

/** A file that lacked its last line break keeps lacking it. */
const withoutLastBreak = (before: string, after: string): string =>
  /[\r\n]$/.test(before) ? after : after.replace(/(?:\r\n|\n|\r)$/, '');
