/** What keeps an entry of BACKLOG.md from being worked on: each is told with its line, and everything else is still queued. */
import type { ProjectId } from '../domain/ids.ts';
import type { Problem } from '../domain/problem.ts';
import { needCycles, unknownNeeds } from '../domain/tasks/needs.ts';
import type { Task, TaskSection } from '../domain/tasks/task.ts';
import { type BacklogEntry, type BacklogSection, textBehind } from './backlog-entry.ts';
import type { Markdown, MarkdownLine } from './markdown-lines.ts';
import { readTaskLine } from './task-line.ts';

export const strayEntries = (
  markdown: Markdown,
  sections: readonly BacklogSection[],
  file: string,
): readonly Problem[] => {
  let last: BacklogSection | undefined;
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

/** An item of the queue that reads like a task and has no box of one. */
export const withoutBox = (
  markdown: Markdown,
  sections: readonly { readonly section: TaskSection; readonly lines: readonly MarkdownLine[] }[],
  file: string,
): readonly Problem[] =>
  sections.flatMap(({ section, lines }) =>
    lines.flatMap((line) => {
      if (section === 'done' || line.kind !== 'item' || line.owner !== line.number || line.checkbox !== null) return [];
      const [, box = '', text = ''] = ITEM.exec(markdown.text.slice(line.start, line.end)) ?? [];
      const { id } = readTaskLine(text.trimEnd());
      if (box === '' && id === null) return [];
      return {
        kind: 'parse' as const,
        message: `${id ?? 'This entry'} has no box of a task, so it is not queued.`,
        where: { file, line: line.number },
        found: box === '' ? 'no box' : box,
        expected: '[ ], or [x] when it is done',
      };
    }),
  );

/** What stands for a box, be it none that GFM knows, and the text behind it. */
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+(\[[^\]]{0,2}\](?!\())?\s*(.*)/s;

export const withoutId = (entries: readonly BacklogEntry[], file: string): readonly Problem[] =>
  entries
    .filter(({ fields, section, checkbox }) => fields.id === null && section === 'ready' && !checkbox.checked)
    .map(({ line }) => ({
      kind: 'parse' as const,
      message: 'This entry has no id, so it is not queued.',
      where: { file, line },
      expected: 'an id such as T12 in front of the title',
    }));

export const badNeeds = (tasks: readonly Task[], file: string): readonly Problem[] => {
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

export const unknownProjects = (
  tasks: readonly Task[],
  projects: readonly ProjectId[],
  file: string,
): readonly Problem[] => {
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
