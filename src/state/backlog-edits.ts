/**
 * Edits of BACKLOG.md as it was last parsed; each gives the new text. It changes its own bytes and leaves every other
 * one, so a person's layout survives.
 */
import { type TaskId, taskId } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import type { TaskSection } from '../domain/tasks/task.ts';
import type { BacklogEntry } from './backlog-entry.ts';
import type { Backlog } from './backlog-file.ts';
import { insertBlock, lineEndingOf, type Splice, spliceText } from './lines.ts';
import { readMarkdown } from './markdown-lines.ts';
import { type TaskFields, writeTaskLine } from './task-line.ts';
import { blockText, inlineText } from './worker-text.ts';

export const tickTask = (backlog: Backlog, id: TaskId): Result<string> => setTick(backlog, id, true);
export const untickTask = (backlog: Backlog, id: TaskId): Result<string> => setTick(backlog, id, false);

/** Ticks the criterion with these words; one without a checkbox gets one. */
export const tickCriterion = (backlog: Backlog, id: TaskId, criterion: string): Result<string> => {
  const found = entryOf(backlog, id);
  if (!found.ok) return found;
  const { criteria, criterionPlaces, line } = found.value;
  const place = criterionPlaces[criteria.findIndex(({ text, met }) => text === criterion && !met)];
  if (place === undefined) {
    return criteria.some(({ text }) => text === criterion)
      ? ok(backlog.text)
      : fail({
          kind: 'missing',
          message: `${id} has no criterion with these words any more.`,
          where: { file: 'BACKLOG.md', line },
          found: criterion,
        });
  }
  const { checkbox, textStart } = place;
  return ok(
    spliceText(backlog.text, [
      checkbox === null
        ? { start: textStart, end: textStart, text: '[x] ' }
        : { start: checkbox.offset, end: checkbox.offset + 1, text: 'x' },
    ]),
  );
};

/** Moves the entry with its body to the top of `Done`, to the bottom of the other sections. */
export const moveTask = (backlog: Backlog, id: TaskId, section: TaskSection): Result<string> => {
  const { text } = backlog;
  const found = entryOf(backlog, id);
  if (!found.ok) return found;
  const entry = found.value;
  if (entry.section === section) return ok(text);
  const block = text.slice(entry.start, entry.end);
  const whole = /[\r\n]$/.test(block) ? block : `${block}${lineEndingOf(text)}`;
  const cut: Splice = { start: entry.start, end: entry.end, text: '' };
  return ok(spliceText(text, [cut, insertEntry(backlog, section, whole)]));
};

export interface TaskDraft extends Omit<TaskFields, 'id'> {
  readonly section: TaskSection;
  readonly body: string;
  readonly criteria: readonly string[];
}

/** Adds an entry at the bottom of its section under the next free id. */
export const addTask = (backlog: Backlog, draft: TaskDraft): Result<{ readonly text: string; readonly id: TaskId }> => {
  const title = inlineText(draft.title);
  if (title === '')
    return fail({ kind: 'parse', message: 'A task needs a title.', next: 'Say in a few words what is to be done.' });
  const { text } = backlog;
  const id = taskId(`T${highestId(backlog) + 1}`);
  const body = draft.body.trim() === '' ? [] : blockText(draft.body).map((line) => (line === '' ? '' : `  ${line}`));
  const criteria = draft.criteria.map((criterion) => `  - [ ] ISC: ${inlineText(criterion)}`);
  const lines = [`- [ ] ${writeTaskLine({ ...draft, id, title })}`, ...body, ...criteria];
  return ok({ text: spliceText(text, [insertEntry(backlog, draft.section, linesText(text, lines))]), id });
};

/** Writes the entry's line anew under its old id; checkbox, body and criteria stay. */
export const editTask = (backlog: Backlog, id: TaskId, fields: TaskFields): Result<string> => {
  const found = entryOf(backlog, id);
  if (!found.ok) return found;
  const title = inlineText(fields.title);
  if (title === '')
    return fail({ kind: 'parse', message: 'A task needs a title.', next: 'Say in a few words what is to be done.' });
  const { textStart, textEnd } = found.value;
  return ok(
    spliceText(backlog.text, [{ start: textStart, end: textEnd, text: writeTaskLine({ ...fields, id, title }) }]),
  );
};

/** Gives the next free ids to the open entries that lack one. */
export const giveIds = (backlog: Backlog): string => {
  const nameless = backlog.entries.filter(({ fields, checkbox }) => fields.id === null && !checkbox.checked);
  if (nameless.length === 0) return backlog.text;
  const highest = highestId(backlog);
  return spliceText(
    backlog.text,
    nameless.map(({ textStart }, index) => ({ start: textStart, end: textStart, text: `T${highest + index + 1} ` })),
  );
};

const setTick = (backlog: Backlog, id: TaskId, checked: boolean): Result<string> => {
  const found = entryOf(backlog, id);
  if (!found.ok) return found;
  const { checkbox } = found.value;
  if (checkbox.checked === checked) return ok(backlog.text);
  return ok(
    spliceText(backlog.text, [{ start: checkbox.offset, end: checkbox.offset + 1, text: checked ? 'x' : ' ' }]),
  );
};

/** The first entry of that id: the one that is queued when a file names it twice. */
export const entryOf = (backlog: Backlog, id: TaskId): Result<BacklogEntry> => {
  const entry = backlog.entries.find(({ fields }) => fields.id === id);
  return entry === undefined
    ? fail({
        kind: 'missing',
        message: `${id} is not in the backlog.`,
        where: { file: 'BACKLOG.md' },
        next: 'List the tasks with gaffer tasks.',
      })
    : ok(entry);
};

/** Every id that the file speaks of counts, so that a deleted task that others still need is not reborn. */
export const highestId = ({ text }: Backlog): number =>
  readMarkdown(text, '')
    .lines.flatMap((line) => (line.kind === 'opaque' ? [] : [...line.text.matchAll(/\bT(\d{1,9})\b/g)]))
    .reduce((highest, [, digits]) => Math.max(highest, Number(digits)), 0);

const TITLES: Readonly<Record<TaskSection, string>> = { ready: 'Ready', ideas: 'Ideas', done: 'Done' };

/** `block` is the entry in whole lines. */
const insertEntry = ({ text, sections, entries }: Backlog, section: TaskSection, block: string): Splice => {
  const place = sections.find((candidate) => candidate.section === section);
  if (place === undefined) {
    const gap = text === '' || /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)$/.test(text) ? [] : [''];
    const heading = linesText(text, [...gap, `## ${TITLES[section]}`, '']);
    return insertBlock(text, text.length, `${heading}${block}`);
  }
  const inside = entries.filter((entry) => entry.start >= place.start && entry.end <= place.end);
  const [first] = inside;
  const last = inside.at(-1);
  if (first === undefined || last === undefined)
    return insertBlock(text, place.end, `${linesText(text, [''])}${block}`);
  return insertBlock(text, section === 'done' ? first.start : last.end, block);
};

const linesText = (text: string, lines: readonly string[]): string => {
  const eol = lineEndingOf(text);
  return lines.map((line) => `${line}${eol}`).join('');
};
