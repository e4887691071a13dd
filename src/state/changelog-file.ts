/** CHANGELOG.md: one list item per change, newest first. Entries are only ever added, in front of the newest one. */
import type { ProjectId, TaskId, WorkerNumber } from '../domain/ids.ts';
import { insertLines, spliceText } from './lines.ts';
import { type MarkdownLine, readMarkdown } from './markdown-lines.ts';
import { blockText } from './worker-text.ts';

export interface Change {
  /** ms since the epoch; written to the minute, in UTC. */
  readonly at: number;
  readonly worker: WorkerNumber;
  readonly project: ProjectId | null;
  readonly task: TaskId | null;
  readonly text: string;
}

/** `- 2026-11-23 09:41 UTC · worker 2 · apps/alpha · T12 · Added dark mode` */
export const logChange = (text: string, change: Change): string => {
  const [first = '', ...rest] = blockText(change.text);
  const head = [dateText(change.at), `worker ${change.worker}`, change.project ?? '-', change.task ?? '-', first].join(
    ' · ',
  );
  // Indented, a line of worker text can never look like an entry.
  const entry = [`- ${head}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))];
  const { lines } = readMarkdown(text, 'CHANGELOG.md');
  const newest = lines.find(isEntry);
  if (newest !== undefined) return spliceText(text, [insertLines(text, newest.start, entry)]);
  const title = lines.find((line) => line.kind === 'heading' && line.level === 1);
  const lead =
    title === undefined
      ? lines.at(-1)
      : lines.findLast((line) => line.kind !== 'blank' && !isBelowSection(lines, line));
  return spliceText(text, [insertLines(text, lead?.next ?? text.length, lead === undefined ? entry : ['', ...entry])]);
};

export interface LoggedChange {
  readonly line: number;
  readonly text: string;
  readonly worker: number;
  readonly project: string | null;
  readonly task: string | null;
}

/** Entries as they stand there, newest first; lines that people wrote in other shapes are passed over. */
export const parseChangelog = (text: string): readonly LoggedChange[] =>
  readMarkdown(text, 'CHANGELOG.md').lines.flatMap((line) => {
    const match = isEntry(line) ? ENTRY.exec(line.text) : null;
    if (match === null) return [];
    const [, worker = '', project = '', task = '', rest = ''] = match;
    return [
      {
        line: line.number,
        worker: Number(worker),
        project: project === '-' ? null : project,
        task: task === '-' ? null : task,
        text: rest,
      },
    ];
  });

const ENTRY = /^[-*+][ \t]+\d{4}-\d\d-\d\d \d\d:\d\d UTC · worker (\d+) · (.+?) · (-|T\d+) · (.*)$/;

const isEntry = (line: MarkdownLine): boolean =>
  line.kind === 'item' && line.owner === line.number && /^[-*+][ \t]+\d{4}-\d\d-\d\d\b/.test(line.text);

const isBelowSection = (lines: readonly MarkdownLine[], line: MarkdownLine): boolean =>
  lines.some((other) => other.kind === 'heading' && other.level > 1 && other.number <= line.number);

const dateText = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
