/** FAILURES.md: `## F7 title` with What, Why, Fix, Prevent and Seen. A failure that comes again is a line under Seen. */
import type { Failure } from '../domain/failures/failure.ts';
import type { Problem } from '../domain/problem.ts';
import { insertLines, lineEndingOf, spliceText } from './lines.ts';
import { type MarkdownLine, readMarkdown } from './markdown-lines.ts';
import { type Section, sectionsOf } from './sections.ts';
import { blockText, inlineText } from './worker-text.ts';

export interface FailuresFile {
  readonly text: string;
  readonly failures: readonly Failure[];
  readonly problems: readonly Problem[];
}

export const parseFailures = (text: string, file = 'FAILURES.md'): FailuresFile => {
  const markdown = readMarkdown(text, file);
  const failures = sectionsOf(markdown).flatMap((section) => {
    const match = TITLE.exec(section.title);
    return match === null ? [] : [failureFrom(match[1] ?? '', match[2] ?? '', section)];
  });
  const first = new Map<string, number>();
  const doubles = failures.filter(({ id, line }) => {
    if (first.has(id)) return true;
    first.set(id, line);
    return false;
  });
  return {
    text,
    failures,
    problems: [...markdown.problems, ...doubles.map((failure) => double(failure, first, file))],
  };
};

export interface FailureReport {
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly prevent: string;
  /** What failed, as it may be known again; empty for none. */
  readonly call: string;
  /** Groups recurrences; empty for none. */
  readonly fingerprint: string;
  /** When and where, in one line: `2026-11-23 worker 2 apps/alpha T12`. */
  readonly seen: string;
}

/** Adds the failure at the end, or one more line under Seen when one of that title is there. */
export const logFailure = (
  { text, failures }: FailuresFile,
  report: FailureReport,
): { readonly text: string; readonly id: string } => {
  const title = inlineText(report.title);
  const known =
    failures.find(({ fingerprint }) => fingerprint !== '' && fingerprint === report.fingerprint) ??
    failures.find((failure) => failure.title.toLowerCase() === title.toLowerCase());
  if (known !== undefined) {
    const seen = known.seen.length >= MOST_SEEN ? text : addSeen(text, known, inlineText(report.seen));
    return { text: known.why.startsWith(UNKNOWN) ? fillKnown(seen, known.id, report) : seen, id: known.id };
  }
  const highest = failures.reduce((most, { id }) => Math.max(most, Number(id.slice(1))), 0);
  const id = `F${highest + 1}`;
  const entry = [
    `## ${id} ${title}`,
    '',
    ...field('What', report.what),
    ...field('Why', report.why),
    ...field('Fix', report.fix),
    ...field('Prevent', report.prevent),
    ...(report.call === '' ? [] : [`- Call: \`${inlineText(report.call).replaceAll('`', '')}\``]),
    ...(report.fingerprint === '' ? [] : [`- Fingerprint: ${report.fingerprint}`]),
    '- Seen:',
    `  - ${inlineText(report.seen)}`,
  ];
  const gap = text.trim() === '' || /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)$/.test(text) ? [] : [''];
  return { text: spliceText(text, [insertLines(text, text.length, [...gap, ...entry])]), id };
};

/** The newest are in the journal; the oldest say where it began. */
const MOST_SEEN = 20;

/** gaffer made the entry of what it saw; a report that gives the reason speaks better. */
const UNKNOWN = '(not known yet';

/** Puts the report's words in the place of those that gaffer made up. */
const fillKnown = (text: string, id: string, report: FailureReport): string => {
  const missing = (['Why', 'Fix', 'Prevent'] as const).filter(
    (name) => report[nameOf(name)] !== '' && !report.why.startsWith(UNKNOWN),
  );
  if (missing.length === 0) return text;
  const heading = readMarkdown(text, '').lines.find(
    (line) => line.kind === 'heading' && TITLE.exec(line.title)?.[1] === id,
  );
  const named =
    heading === undefined
      ? text
      : spliceText(text, [
          {
            start: heading.start,
            end: heading.next,
            text: `## ${id} ${inlineText(report.title)}${lineEndingOf(text)}`,
          },
        ]);
  return missing.reduce((rest, name) => {
    const section = sectionsOf(readMarkdown(rest, '')).find(({ title }) => TITLE.exec(title)?.[1] === id);
    const line = section?.lines.find(
      (each) => each.kind !== 'opaque' && FIELD.exec(each.text)?.[1]?.toLowerCase() === name.toLowerCase(),
    );
    if (line === undefined) return rest;
    return spliceText(rest, [
      { start: line.start, end: line.next, text: `${field(name, report[nameOf(name)]).join('\n')}\n` },
    ]);
  }, named);
};

const nameOf = (name: 'Why' | 'Fix' | 'Prevent') =>
  name === 'Why' ? ('why' as const) : name === 'Fix' ? ('fix' as const) : ('prevent' as const);

const TITLE = /^(F\d+)[:.]?[ \t]+(.+)$/;
const FIELD =
  /^[ \t]*(?:[-*+][ \t]+)?(?:\*\*)?(What|Why|Fix|Prevent|Call|Fingerprint|Seen)(?:\*\*:|:\*\*|:)[ \t]*(.*)$/i;

const failureFrom = (id: string, title: string, section: Section): Failure => {
  const parts: Record<string, string[]> = {
    what: [],
    why: [],
    fix: [],
    prevent: [],
    call: [],
    fingerprint: [],
    seen: [],
  };
  let current: string[] | undefined;
  for (const line of section.lines) {
    const match = line.kind === 'opaque' ? null : FIELD.exec(line.text);
    if (match !== null) {
      current = parts[(match[1] ?? '').toLowerCase()];
      if (match[2] !== '') current?.push(match[2] ?? '');
    } else if (line.kind !== 'blank') current?.push(line.text.trim());
  }
  const text = (name: string): string => (parts[name] ?? []).join('\n').trim();
  const seen = (parts.seen ?? []).map((line) => line.replace(/^[-*+][ \t]+/, ''));
  return {
    id,
    title,
    what: text('what'),
    why: text('why'),
    fix: text('fix'),
    prevent: text('prevent'),
    call: text('call').replace(/^`(.*)`$/, '$1'),
    fingerprint: text('fingerprint').replace(/[`\s]/g, ''),
    seen,
    line: section.line,
  };
};

const double = ({ id, line }: Failure, first: ReadonlyMap<string, number>, file: string): Problem => ({
  kind: 'conflict',
  message: `${id} is taken by line ${first.get(id)}.`,
  where: { file, line },
  next: 'Give one of the two another number.',
});

const field = (name: string, value: string): readonly string[] => {
  const [first = '', ...rest] = blockText(value);
  return [`- ${name}: ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))];
};

const addSeen = (text: string, known: Failure, seen: string): string => {
  const section = sectionsOf(readMarkdown(text, '')).find(({ line }) => line === known.line);
  const lines = section?.lines ?? [];
  const from = lines.findIndex((line) => line.kind !== 'opaque' && /^seen$/i.test(FIELD.exec(line.text)?.[1] ?? ''));
  const last: MarkdownLine | undefined = lines.findLast((line) => line.kind !== 'blank');
  if (from >= 0) {
    const rest = lines.slice(from + 1);
    const ends = rest.findIndex((line) => line.kind === 'blank' || FIELD.test(line.text));
    const end = (ends < 0 ? lines.at(-1) : lines[from + ends]) ?? last;
    return spliceText(text, [insertLines(text, end?.next ?? text.length, [`  - ${seen}`])]);
  }
  return spliceText(text, [insertLines(text, last?.next ?? text.length, ['- Seen:', `  - ${seen}`])]);
};
