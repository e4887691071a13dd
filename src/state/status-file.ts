/**
 * WORKERn.md: five lines that gaffer keeps true, and two sections that belong to the worker. Reading never guesses: a
 * half-written file has an unreadable project, which is neither a claim nor a release.
 */
import { type ProjectId, projectId } from '../domain/ids.ts';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';
import { insertLines, type Splice, spliceText } from './lines.ts';
import { type Markdown, type MarkdownLine, readMarkdown } from './markdown-lines.ts';
import { bodyOf, replaceSection, sectionNamed } from './sections.ts';
import { blockText, inlineText } from './worker-text.ts';

const STATUS_FIELDS = ['Status', 'Project', 'Task', 'Tier', 'Since'] as const;
export type StatusField = (typeof STATUS_FIELDS)[number];

export interface StatusFile {
  readonly text: string;
  readonly project: ProjectClaim;
  /** As they stand there; null for `-` and for a line that is missing. */
  readonly fields: Readonly<Record<StatusField, string | null>>;
  readonly scratchpad: string;
  readonly resumeTriggers: string;
  readonly problems: readonly Problem[];
}

export type ProjectClaim =
  | { readonly kind: 'none' }
  | { readonly kind: 'project'; readonly project: ProjectId }
  | { readonly kind: 'unreadable'; readonly problem: Problem };

export const parseStatus = (text: string, file: string): StatusFile => {
  const markdown = readMarkdown(text, file);
  const places = fieldPlaces(markdown);
  const claim = projectClaim(places, file, text);
  const fieldValue = (field: StatusField): string | null =>
    places.find((place) => place.field === field)?.value ?? null;
  const doubles = STATUS_FIELDS.filter(
    (field) => field !== 'Project' && places.filter((place) => place.field === field).length > 1,
  );
  const sectionText = (title: string): string => {
    const section = sectionNamed(markdown, title);
    return section === null ? '' : bodyOf(markdown, section);
  };
  return {
    text,
    project: claim,
    fields: {
      Status: fieldValue('Status'),
      Project: fieldValue('Project'),
      Task: fieldValue('Task'),
      Tier: fieldValue('Tier'),
      Since: fieldValue('Since'),
    },
    scratchpad: sectionText(SCRATCHPAD),
    resumeTriggers: sectionText(RESUME_TRIGGERS),
    problems: [
      ...markdown.problems,
      ...(claim.kind === 'unreadable' ? [claim.problem] : []),
      ...doubles.map((field) => twice(field, places, file)),
    ],
  };
};

/** Makes the given lines true. A line that stands twice is a problem: which of the two is meant is not ours to guess. */
export const setStatus = (
  status: StatusFile,
  changes: Partial<Readonly<Record<StatusField, string | null>>>,
): Result<string> => {
  const { text } = status;
  const places = fieldPlaces(readMarkdown(text, ''));
  const wanted = STATUS_FIELDS.flatMap((field) => {
    const value = changes[field];
    return value === undefined ? [] : [{ field, value: value === null ? NOTHING : inlineText(value) || NOTHING }];
  });
  const splices: Splice[] = [];
  const missing: string[] = [];
  for (const { field, value } of wanted) {
    const [place, second] = places.filter((candidate) => candidate.field === field);
    if (second !== undefined) return fail(twice(field, places, ''));
    if (place === undefined) missing.push(`- ${field}: ${value}`);
    else if (place.value !== (value === NOTHING ? null : value) || place.raw === '') {
      splices.push({ start: place.start, end: place.end, text: `${place.spaced ? '' : ' '}${value}` });
    }
  }
  if (missing.length > 0) splices.push(insertMissing(text, places, missing));
  return ok(spliceText(text, splices));
};

/** The worker's own sections, from its tools: text of any kind, which cannot end the section it stands in. */
export const setScratchpad = (text: string, scratchpad: string): string =>
  replaceSection(text, SCRATCHPAD, blockText(scratchpad));

export const setResumeTriggers = (text: string, triggers: string): string =>
  replaceSection(text, RESUME_TRIGGERS, blockText(triggers));

/** What the worker was at when its context was last compacted; gaffer's own section. */
export const setRecall = (text: string, recall: string): string => replaceSection(text, RECALL, blockText(recall));

const RECALL = 'Before the last compaction';
const SCRATCHPAD = 'Scratchpad';
export const RESUME_TRIGGERS = 'Resume triggers';
const NOTHING = '-';

interface FieldPlace {
  readonly field: StatusField;
  readonly line: number;
  /** Null for `-` and for nothing. */
  readonly value: string | null;
  readonly raw: string;
  readonly start: number;
  readonly end: number;
  /** Whether white space stands before the value. */
  readonly spaced: boolean;
  readonly next: number;
}

/** The lines above the first section: what a worker writes in its scratchpad is no status, whatever it looks like. */
const fieldPlaces = ({ lines }: Markdown): readonly FieldPlace[] => {
  const until = lines.findIndex((line) => line.kind === 'heading' && line.level > 1);
  return (until < 0 ? lines : lines.slice(0, until)).flatMap((line) => {
    const place = fieldPlace(line);
    return place === null ? [] : [place];
  });
};

const FIELD =
  /^([ \t]*(?:[-*+][ \t]+)?(?:\*\*)?(Status|Project|Task|Tier|Since)(?:\*\*:|:\*\*|:))([ \t]*)(.*?)[ \t]*$/i;
const NONE = /^(?:-|–|—|none)$/i;

const fieldPlace = (line: MarkdownLine): FieldPlace | null => {
  if (line.kind !== 'item' && line.kind !== 'text') return null;
  const [, before = '', name = '', space = '', rest = ''] = FIELD.exec(line.text) ?? [];
  const field = STATUS_FIELDS.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (field === undefined) return null;
  // A comment behind the value is a person's, and stays.
  const raw = rest.replace(/[ \t]*<!--.*$/, '');
  const start = line.start + before.length + space.length;
  const bare = /^`[^`]+`$/.test(raw) ? raw.slice(1, -1).trim() : raw;
  return {
    field,
    line: line.number,
    value: bare === '' || NONE.test(bare) ? null : bare,
    raw,
    start,
    end: start + raw.length,
    spaced: space !== '',
    next: line.next,
  };
};

const projectClaim = (places: readonly FieldPlace[], file: string, text: string): ProjectClaim => {
  const [place, second] = places.filter(({ field }) => field === 'Project');
  const unreadable = (message: string, line?: number): ProjectClaim => ({
    kind: 'unreadable',
    problem: {
      kind: 'parse',
      message,
      where: line === undefined ? { file } : { file, line },
      expected: '- Project: apps/name, or - Project: - for none',
    },
  });
  if (text.trim() === '') return unreadable('The status file is empty.');
  if (place === undefined) return unreadable('The status file has no Project line.');
  if (second !== undefined) return { kind: 'unreadable', problem: twice('Project', places, file) };
  if (place.value === null)
    return place.raw === '' ? unreadable('The Project line is empty.', place.line) : { kind: 'none' };
  if (!PROJECT_PATH.test(place.value)) return unreadable('The Project line names no path of a project.', place.line);
  return { kind: 'project', project: projectId(place.value.replace(/^\.\//, '').replace(/\/+$/, '')) };
};

/** A relative path without `..` parts and without control characters. */
const PROJECT_PATH = /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\p{Cc}\\]+$/u;

const twice = (field: StatusField, places: readonly FieldPlace[], file: string): Problem => {
  const lines = places.filter((place) => place.field === field).map(({ line }) => line);
  return {
    kind: 'parse',
    message: `The ${field} line stands ${lines.length} times (lines ${lines.join(', ')}).`,
    where: { file, ...(lines[1] === undefined ? {} : { line: lines[1] }) },
    next: 'Keep the one that is meant.',
  };
};

/** Behind the last field, else below the title, else at the top. */
const insertMissing = (text: string, places: readonly FieldPlace[], lines: readonly string[]): Splice => {
  const last = places.at(-1);
  if (last !== undefined) return insertLines(text, last.next, lines);
  const [first] = readMarkdown(text, '').lines;
  if (first === undefined) return insertLines(text, text.length, lines);
  return first.kind === 'heading' && first.level === 1
    ? insertLines(text, first.next, ['', ...lines])
    : insertLines(text, first.start, [...lines, '']);
};
