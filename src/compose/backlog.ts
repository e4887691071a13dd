/**
 * BACKLOG.md beside the World: what people write there is reported as tasks, and what is added, edited or ticked from a
 * screen or by a worker is spliced in. After every write it is read again, so the World never knows a task that the file
 * does not.
 */
import type { TaskId } from '../domain/ids.ts';
import { describeProblem, ok, type Result } from '../domain/problem.ts';
import type { BacklogEdit } from '../domain/tasks/edit.ts';
import { writeWithOllama } from '../jobs/ollama.ts';
import { applyEdit } from '../state/backlog-apply.ts';
import { addTask, giveIds, type TaskDraft, tickCriterion, tickTask } from '../state/backlog-edits.ts';
import { type Backlog, parseBacklog } from '../state/backlog-file.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import { readTaskLine } from '../state/task-line.ts';
import type { FailedWrites } from './failed-writes.ts';
import type { Fleet } from './parts.ts';
import { createUtility } from './utility.ts';
import type { Warnings } from './warnings.ts';

export interface BacklogSide {
  readonly read: () => Promise<void>;
  /** Puts a worker's proposal under Ideas; gives its id. */
  readonly propose: (draft: TaskDraft) => Promise<Result<TaskId>>;
  /** Adds what a person wrote in one line. */
  readonly add: (line: string) => Promise<void>;
  /** What a person wants changed from a screen. */
  readonly edit: (edit: BacklogEdit) => Promise<void>;
  readonly tickTask: (task: TaskId) => Promise<void>;
  readonly tickCriterion: (task: TaskId, criterion: string) => Promise<void>;
}

export const BACKLOG = 'BACKLOG.md';

/** Longer lines no backlog shows. */
const LONGEST_TITLE = 120;
/** Faults of the backlog that are shown at once. */
const SHOWN_PROBLEMS = 5;

export const createBacklog = (
  fleet: Fleet,
  shared: SharedFiles,
  warnings: Warnings,
  failed: FailedWrites,
): BacklogSide => {
  const utility = createUtility(fleet, writeWithOllama);
  /** What a person wrote at length stands below the task, whole, and a title above it. */
  const titled = async (text: string): Promise<{ readonly title: string; readonly body: string }> =>
    text.length <= LONGEST_TITLE
      ? { title: text, body: '' }
      : { title: await utility.write({ kind: 'title', text }), body: text };

  /** What a person added without an id is queued at once, under the next free one. */
  const withIds = async (backlog: Backlog): Promise<Backlog> => {
    if (giveIds(backlog) === backlog.text) return backlog;
    const written = await shared.edit(BACKLOG, (newest) => ok(giveIds(parseBacklog(newest))));
    if (written.ok) return parseBacklog(written.value.text, fleet.world().projects);
    fleet.log(describeProblem(written.problem));
    return backlog;
  };

  let shown = '';
  /** Said once, as long as they stay the same; the worst that can be read off a screen, and a count of the rest. */
  const showProblems = async (lines: readonly string[]): Promise<void> => {
    if (shown === lines.join('\n')) return;
    shown = lines.join('\n');
    for (const line of lines) fleet.log(line);
    const more = lines.length - SHOWN_PROBLEMS;
    await warnings.set(BACKLOG, [
      ...lines.slice(0, SHOWN_PROBLEMS),
      ...(more > 0 ? [`${BACKLOG}: ${more} more; all of them with: gaffer tasks list`] : []),
    ]);
  };

  const read = async (): Promise<void> => {
    const found = await shared.read(BACKLOG);
    if (!found.ok) return showProblems([`${describeProblem(found.problem)} Until then its tasks stay as they were.`]);
    const backlog = await withIds(parseBacklog(found.value.text, fleet.world().projects));
    await showProblems(backlog.problems.map(describeProblem));
    await fleet.submit({ kind: 'report-backlog', tasks: backlog.tasks }, { by: 'files' });
  };

  const propose = async (draft: TaskDraft): Promise<Result<TaskId>> => {
    let id: TaskId | null = null;
    const written = await shared.edit(BACKLOG, (text) => {
      const added = addTask(parseBacklog(text), draft);
      if (added.ok) id = added.value.id;
      return added.ok ? ok(added.value.text) : added;
    });
    if (!written.ok) return written;
    if (id === null) throw new Error('an edit that was written has given an id');
    await read();
    return ok(id);
  };

  const change = async (how: (backlog: Backlog) => Result<string>): Promise<void> => {
    const written = await shared.edit(BACKLOG, (text) => how(parseBacklog(text)));
    await failed.note(BACKLOG, written);
    if (written.ok) await read();
  };

  return {
    read,
    propose,
    add: async (line) => {
      const { id: _, ...fields } = readTaskLine(line);
      const draft = { ...fields, ...(await titled(fields.title)), section: 'ready', criteria: [] } as const;
      await failed.note(BACKLOG, await propose(draft));
    },
    edit: (edit) => change((backlog) => applyEdit(backlog, edit)),
    tickTask: (task) => change((backlog) => tickTask(backlog, task)),
    tickCriterion: (task, criterion) => change((backlog) => tickCriterion(backlog, task, criterion)),
  };
};
