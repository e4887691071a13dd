/**
 * One entry of BACKLOG.md: the task line, the text below it, and the criteria in that text, each with its place, so that
 * edits splice exactly these bytes.
 */
import type { Criterion, TaskSection } from '../domain/tasks/task.ts';
import type { Checkbox } from './markdown-blocks.ts';
import type { Markdown, MarkdownLine } from './markdown-lines.ts';
import { readTaskLine, type TaskFields } from './task-line.ts';

export interface BacklogEntry {
  readonly section: TaskSection;
  readonly fields: TaskFields;
  readonly checkbox: Checkbox;
  /** Where the text behind the checkbox begins. */
  readonly textStart: number;
  /** Where its first line ends, without the line break. */
  readonly textEnd: number;
  /** The entry with its body, in whole lines. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly body: string;
  readonly criteria: readonly Criterion[];
  /** Where each of the criteria stands, in the same order. */
  readonly criterionPlaces: readonly CriterionPlace[];
}

export interface CriterionPlace {
  readonly checkbox: Checkbox | null;
  /** Where the item's text begins. */
  readonly textStart: number;
}

export interface BacklogSection {
  readonly section: TaskSection;
  /** Where a first entry goes: behind the heading's line. */
  readonly start: number;
  /** Behind the last line that is not blank. */
  readonly end: number;
}

/** Top-level task items with the lines that belong to them, without the blank lines behind. */
export const entriesIn = (
  { text }: Markdown,
  section: TaskSection,
  lines: readonly MarkdownLine[],
): readonly BacklogEntry[] => {
  const entries: BacklogEntry[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const first = lines[index];
    if (first?.kind !== 'item' || first.owner !== first.number || first.checkbox === null) continue;
    const rest = linesBelow(lines, index, first.number);
    const textStart = textBehind(first.checkbox, text);
    const { body, criteria, criterionPlaces } = rest.length === 0 ? NO_BODY : readBody(rest, text);
    entries.push({
      section,
      fields: readTaskLine(text.slice(textStart, first.end).trimEnd()),
      checkbox: first.checkbox,
      textStart,
      textEnd: first.end,
      start: first.start,
      end: rest.at(-1)?.next ?? first.next,
      line: first.number,
      body,
      criteria,
      criterionPlaces,
    });
  }
  return entries;
};

/** An unresolved merge may stand in between: it belongs to nobody, and what follows still may. */
const linesBelow = (lines: readonly MarkdownLine[], index: number, owner: number): readonly MarkdownLine[] => {
  const below: MarkdownLine[] = [];
  let length = 0;
  for (let next = index + 1; next < lines.length; next += 1) {
    const line = lines[next];
    if (line === undefined || line.owner === line.number) break;
    if (line.owner !== owner) continue;
    below.push(line);
    if (line.kind !== 'blank') length = below.length;
  }
  below.length = length;
  return below;
};

const NO_BODY = { body: '', criteria: [], criterionPlaces: [] } as const;

/** Offset of the text behind a checkbox and its blanks. */
export const textBehind = (checkbox: Checkbox, text: string): number => {
  let offset = checkbox.offset + 2;
  while (text[offset] === ' ' || text[offset] === '\t') offset += 1;
  return offset;
};

/** `ISC: …` or `ISC-A1: …` (A: a state that must not come about), alone on an item or with items of its own below it. */
const CRITERION = /^ISC(?:-?([ACac])?\d*)?:[ \t]*(.*)$/;

const readBody = (
  lines: readonly MarkdownLine[],
  text: string,
): Pick<BacklogEntry, 'body' | 'criteria' | 'criterionPlaces'> => {
  const body: MarkdownLine[] = [];
  const criteria: Criterion[] = [];
  const criterionPlaces: CriterionPlace[] = [];
  /** Indent of an `ISC:` item without text, whose sub-items are criteria. */
  let listIndent: number | null = null;
  for (const line of lines) {
    if (line.kind === 'item') {
      if (listIndent !== null && line.indent <= listIndent) listIndent = null;
      const start = line.checkbox === null ? line.contentStart : textBehind(line.checkbox, text);
      const content = text.slice(start, line.end).trim();
      const match = CRITERION.exec(content);
      if (match?.[2] === '') {
        listIndent = line.indent;
        continue;
      }
      if (match !== null || listIndent !== null) {
        criterionPlaces.push({ checkbox: line.checkbox, textStart: start });
        criteria.push(criterionFrom(match?.[2] ?? content, match?.[1], line.checkbox?.checked ?? false));
        continue;
      }
    }
    body.push(line);
  }
  return { body: withoutCommonIndent(body).trim(), criteria, criterionPlaces };
};

const criterionFrom = (text: string, letter: string | undefined, met: boolean): Criterion => {
  const anti = /^anti:[ \t]*/i.exec(text);
  return {
    text: anti === null ? text : text.slice(anti[0].length),
    met,
    anti: anti !== null || letter?.toUpperCase() === 'A',
  };
};

const withoutCommonIndent = (lines: readonly MarkdownLine[]): string => {
  if (lines.length === 0) return '';
  const indents = lines.flatMap(({ text, kind }) => (kind === 'blank' ? [] : [/^[ \t]*/.exec(text)?.[0].length ?? 0]));
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map(({ text }) => text.slice(common).trimEnd()).join('\n');
};
