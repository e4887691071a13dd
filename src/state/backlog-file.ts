/**
 * BACKLOG.md as the shared queue: GFM task lists under `## Ready`, `## Ideas` and `## Done`. Reading is lenient and
 * never fails: what cannot be queued is a Problem with its line, and everything else still is.
 */
import type { ProjectId, TaskId } from '../domain/ids.ts';
import type { Problem } from '../domain/problem.ts';
import type { Task, TaskSection } from '../domain/tasks/task.ts';
import { type BacklogEntry, type BacklogSection, entriesIn } from './backlog-entry.ts';
import { badNeeds, strayEntries, unknownProjects, withoutBox, withoutId } from './backlog-problems.ts';
import { type Markdown, type MarkdownLine, readMarkdown } from './markdown-lines.ts';

export interface Backlog {
  readonly text: string;
  /** The queue: entries with an id, each id once, in the order of the file. */
  readonly tasks: readonly Task[];
  /** All entries of the known sections, with their places. */
  readonly entries: readonly BacklogEntry[];
  readonly sections: readonly BacklogSection[];
  readonly problems: readonly Problem[];
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
      ...withoutBox(markdown, sections, file),
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
