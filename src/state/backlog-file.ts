/**
 * BACKLOG.md as the shared queue: GFM task lists under `## Ready`, `## Ideas` and `## Done`. Reading is lenient and
 * never fails: what cannot be queued is a Problem with its line, and everything else still is.
 */
import type { ProjectId, TaskId } from '../domain/ids.ts';
import type { Problem } from '../domain/problem.ts';
import { needCycles, unknownNeeds } from '../domain/tasks/needs.ts';
import type { Criterion, Task, TaskSection } from '../domain/tasks/task.ts';
import { type Checkbox, type Markdown, type MarkdownLine, readMarkdown } from './markdown-lines.ts';
import { readTaskLine, type TaskFields } from './task-line.ts';

export interface Backlog {
  readonly text: string;
  /** The queue: entries with an id, each id once, in the order of the file. */
  readonly tasks: readonly Task[];
  /** All entries of the known sections, with their places. */
  readonly entries: readonly BacklogEntry[];
  readonly sections: readonly BacklogSection[];
  readonly problems: readonly Problem[];
}

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

/** `projects` are those of the workspace; without them, names of projects are not checked. */
export const parseBacklog = (text: string, projects?: readonly ProjectId[], file = 'BACKLOG.md'): Backlog => {
  const markdown = readMarkdown(text, file);
  const sections = sectionsIn(markdown);
  const entries = sections.flatMap(({ section, lines }) => entriesIn(markdown, section, lines));
  const { tasks, doubles } = queueOf(entries, file);
  return {
    text,
    tasks,
    entries,
    sections: sections.map(({ section, start, end }) => ({ section, start, end })),
    problems: [
      ...markdown.problems,
      ...strayEntries(markdown, sections, file),
      ...doubles,
      ...withoutId(entries, file),
      ...badNeeds(tasks, file),
      ...(projects === undefined ? [] : unknownProjects(tasks, projects, file)),
    ].toSorted((a, b) => (a.where?.line ?? 0) - (b.where?.line ?? 0)),
  };
};

type SectionLines = BacklogSection & { readonly lines: readonly MarkdownLine[] };

const SECTIONS: Readonly<Record<string, TaskSection>> = { ready: 'ready', ideas: 'ideas', done: 'done' };

const sectionsIn = ({ lines }: Markdown): readonly SectionLines[] => {
  const headings = lines.flatMap((line, index) =>
    line.kind === 'heading' && line.owner === null ? [{ line, index }] : [],
  );
  return headings.flatMap(({ line, index }) => {
    const section = SECTIONS[line.title.toLowerCase()];
    if (section === undefined) return [];
    const level = line.level;
    const until = headings.find((other) => other.index > index && other.line.level <= level)?.index ?? lines.length;
    const inside = lines.slice(index + 1, until);
    const body = inside[0]?.kind === 'rule' && inside[0].number === line.number + 1 ? inside.slice(1) : inside;
    const start = body === inside ? line.next : (inside[0]?.next ?? line.next);
    const last = body.findLast((other) => other.kind !== 'blank');
    return [{ section, start, end: last?.next ?? start, lines: body }];
  });
};

/** Top-level task items with the lines that belong to them, without the blank lines behind. */
const entriesIn = (
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

const textBehind = (checkbox: Checkbox, text: string): number => {
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

/** The queue, and a problem for each entry whose id an earlier one has. */
const queueOf = (
  entries: readonly BacklogEntry[],
  file: string,
): { readonly tasks: readonly Task[]; readonly doubles: readonly Problem[] } => {
  const first = new Map<TaskId, number>();
  const tasks: Task[] = [];
  const doubles: Problem[] = [];
  for (const entry of entries) {
    const { id } = entry.fields;
    if (id === null) continue;
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, entry.line);
      tasks.push(taskFromEntry(entry, id));
    } else
      doubles.push({
        kind: 'conflict',
        message: `${id} is taken by line ${before}, so this entry is not queued.`,
        where: { file, line: entry.line },
        next: 'Give one of the two another id, or none: gaffer then gives it the next free one.',
      });
  }
  return { tasks, doubles };
};

const taskFromEntry = ({ fields, section, checkbox, body, criteria, line }: BacklogEntry, id: TaskId): Task => {
  const { title, project, priority, tags, tier, needs } = fields;
  const done = checkbox.checked || section === 'done';
  // Spelled out: spreading thousands of objects is what a parse would spend its time with.
  return { id, title, section, done, project, priority, tags, tier, needs, body, criteria, line };
};

const strayEntries = (markdown: Markdown, sections: readonly SectionLines[], file: string): readonly Problem[] => {
  let last: SectionLines | undefined;
  const inSection = (offset: number): boolean => {
    // Nearly always the section of the line before.
    if (last === undefined || offset < last.start || offset >= last.end)
      last = sections.find(({ start, end }) => offset >= start && offset < end);
    return last !== undefined;
  };
  const problems: Problem[] = [];
  for (const line of markdown.lines) {
    if (line.kind !== 'item' || line.owner !== line.number || line.checkbox === null || inSection(line.start)) continue;
    const { id } = readTaskLine(markdown.text.slice(textBehind(line.checkbox, markdown.text), line.end));
    if (id === null) continue;
    problems.push({
      kind: 'parse',
      message: `${id} stands under no section of the queue, so no worker is given it.`,
      where: { file, line: line.number },
      next: 'Move it under ## Ready, ## Ideas or ## Done.',
    });
  }
  return problems;
};

const withoutId = (entries: readonly BacklogEntry[], file: string): readonly Problem[] =>
  entries
    .filter(({ fields, section, checkbox }) => fields.id === null && section === 'ready' && !checkbox.checked)
    .map(({ line }) => ({
      kind: 'parse' as const,
      message: 'This entry has no id, so it is not queued.',
      where: { file, line },
      expected: 'an id such as T12 in front of the title',
    }));

const badNeeds = (tasks: readonly Task[], file: string): readonly Problem[] => {
  const byId = new Map<string, Task>(tasks.map((task) => [task.id, task]));
  return [
    ...unknownNeeds(tasks, byId).map(({ task, need }) => ({
      kind: 'missing' as const,
      message: `${task.id} needs ${need}, which is not in the backlog, so it never becomes ready.`,
      where: { file, line: task.line },
      next: `Correct needs:${need} or take it out.`,
    })),
    ...needCycles(tasks, byId).map((cycle) => ({
      kind: 'conflict' as const,
      message: `${[...cycle, cycle[0]].map((task) => task?.id).join(' needs ')}: none of them ever becomes ready.`,
      where: { file, line: cycle[0]?.line ?? 1 },
      next: 'Take one needs: out of the circle.',
    })),
  ];
};

const unknownProjects = (tasks: readonly Task[], projects: readonly ProjectId[], file: string): readonly Problem[] => {
  const known = new Set(projects);
  return tasks
    .filter(({ project, done }) => project !== null && !done && !known.has(project))
    .map(({ id, project, line }) => ({
      kind: 'missing' as const,
      message: `${id} is for the project ${project}, which the workspace does not have.`,
      where: { file, line },
      next: 'Correct the @project, or make its directory under one of the projects: globs of gaffer.yaml.',
    }));
};
