/**
 * The workspace's shared files beside the World: reads what people write into commands, and writes what became true into
 * the files. Locks and decisions are never read back from here.
 */
import type { Effect } from '../domain/effect.ts';
import { isWorkerNumber, type TaskId, type WorkerNumber } from '../domain/ids.ts';
import { describeProblem, ok, type Problem, type Result } from '../domain/problem.ts';
import type { BacklogEdit } from '../domain/tasks/edit.ts';
import { statusOf } from '../domain/workers/status.ts';
import { writeWithOllama } from '../jobs/ollama.ts';
import { applyEdit } from '../state/backlog-apply.ts';
import { addTask, giveIds, type TaskDraft, tickCriterion, tickTask } from '../state/backlog-edits.ts';
import { type Backlog, parseBacklog } from '../state/backlog-file.ts';
import { logChange } from '../state/changelog-file.ts';
import { CONFIG_FILE } from '../state/config-file.ts';
import { addStandingRule } from '../state/policies-edit.ts';
import { findProjects } from '../state/projects.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import { parseStatus, setRecall, setResumeTriggers, setScratchpad, setStatus } from '../state/status-file.ts';
import { readTaskLine } from '../state/task-line.ts';
import { watchWorkspace } from '../state/watch.ts';
import { createConfigWarning } from './config-warning.ts';
import type { Fleet } from './parts.ts';
import type { GatePolicy } from './policy.ts';
import { createStatusTriggers } from './status-triggers.ts';
import { createUtility } from './utility.ts';
import type { Warnings } from './warnings.ts';

export interface WorkspaceFiles {
  /** Reads everything once, before the fleet starts. */
  readonly readAll: () => Promise<void>;
  readonly writeStatus: (worker: WorkerNumber) => Promise<void>;
  readonly writeScratchpad: (worker: WorkerNumber, text: string) => Promise<Result<string>>;
  /** One more line below what stands there. */
  readonly addToScratchpad: (worker: WorkerNumber, line: string) => Promise<Result<string>>;
  readonly writeTriggers: (worker: WorkerNumber, text: string) => Promise<Result<string>>;
  readonly writeRecall: (worker: WorkerNumber, text: string) => Promise<void>;
  /** Puts a worker's proposal under Ideas; gives its id. */
  readonly proposeTask: (draft: TaskDraft) => Promise<Result<TaskId>>;
  /** Adds what a person wrote in one line. */
  readonly addTask: (line: string) => Promise<void>;
  /** What a person wants changed from a screen. */
  readonly editBacklog: (edit: BacklogEdit) => Promise<void>;
  readonly tickTask: (task: TaskId) => Promise<void>;
  readonly tickCriterion: (task: TaskId, criterion: string) => Promise<void>;
  readonly writeRule: (line: string) => Promise<void>;
  readonly writeChange: (change: Extract<Effect, { kind: 'write-change' }>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Longer lines no backlog shows. */
const LONGEST_TITLE = 120;

const BACKLOG = 'BACKLOG.md';
const CHANGELOG = 'CHANGELOG.md';
const POLICIES = 'POLICIES.md';
const STATUS_FILE = /^WORKER(\d+)\.md$/;
/** Faults of the backlog that are shown at once. */
const SHOWN_PROBLEMS = 5;

export const openWorkspaceFiles = async (
  fleet: Fleet,
  shared: SharedFiles,
  policy: GatePolicy,
  warnings: Warnings,
  /** Files that others keep in step with: notes of memory, FAILURES.md. */
  onOthers: (names: readonly string[]) => void,
): Promise<WorkspaceFiles> => {
  const root = fleet.places.workspace;
  const say = (problem: Problem): void => fleet.log(describeProblem(problem));
  const origin = { by: 'files' };
  const triggers = createStatusTriggers(fleet, warnings);
  const config = await createConfigWarning(shared, warnings);
  const failing = new Set<string>();
  /** A write that failed is shown until one to the same file works again: who asked for it was told that it is done. */
  const tell = async (name: string, written: Result<unknown>): Promise<void> => {
    if (written.ok) {
      if (failing.delete(name)) await warnings.set(`writing ${name}`, []);
      return;
    }
    failing.add(name);
    const text = describeProblem(written.problem);
    fleet.log(text);
    await warnings.set(`writing ${name}`, [`${text} What was to be changed there was not.`]);
  };

  const utility = createUtility(fleet, writeWithOllama);
  /** What a person wrote at length stands below the task, whole, and a title above it. */
  const titled = async (text: string): Promise<{ readonly title: string; readonly body: string }> =>
    text.length <= LONGEST_TITLE
      ? { title: text, body: '' }
      : { title: await utility.write({ kind: 'title', text }), body: text };

  const readProjects = async (): Promise<void> => {
    const { projects, problems } = await findProjects(root, fleet.config.projects);
    for (const problem of problems) say(problem);
    await fleet.submit({ kind: 'report-projects', projects }, origin);
  };
  /** What a person added without an id is queued at once, under the next free one. */
  const withIds = async (backlog: Backlog): Promise<Backlog> => {
    if (giveIds(backlog) === backlog.text) return backlog;
    const written = await shared.edit(BACKLOG, (newest) => ok(giveIds(parseBacklog(newest))));
    if (written.ok) return parseBacklog(written.value.text, fleet.world().projects);
    say(written.problem);
    return backlog;
  };
  const readBacklog = async (): Promise<void> => {
    const read = await shared.read(BACKLOG);
    if (!read.ok) return showProblems([`${describeProblem(read.problem)} Until then its tasks stay as they were.`]);
    const backlog = await withIds(parseBacklog(read.value.text, fleet.world().projects));
    await showProblems(backlog.problems.map(describeProblem));
    await fleet.submit({ kind: 'report-backlog', tasks: backlog.tasks }, origin);
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
  const add = async (draft: TaskDraft): Promise<Result<TaskId>> => {
    let id: TaskId | null = null;
    const written = await shared.edit(BACKLOG, (text) => {
      const added = addTask(parseBacklog(text), draft);
      if (added.ok) id = added.value.id;
      return added.ok ? ok(added.value.text) : added;
    });
    if (!written.ok) return written;
    if (id === null) throw new Error('an edit that was written has given an id');
    await readBacklog();
    return ok(id);
  };
  const readStatus = async (worker: WorkerNumber): Promise<void> => {
    const read = await shared.read(`WORKER${worker}.md`);
    if (read.ok) await triggers.take(worker, read.value.text);
    else say(read.problem);
  };
  const onChange = async (names: readonly string[]): Promise<void> => {
    if (names.includes(BACKLOG)) await readBacklog();
    if (names.includes(POLICIES)) await policy.reload();
    if (names.includes(CONFIG_FILE)) await config.look();
    onOthers(names);
    for (const name of names) {
      const worker = Number(STATUS_FILE.exec(name)?.[1]);
      if (isWorkerNumber(worker)) await readStatus(worker);
    }
  };
  const watch = await watchWorkspace({
    root,
    files: shared,
    onChange: (changes) => {
      onChange(changes.map(({ name }) => name)).catch((error: unknown) => fleet.log(String(error)));
    },
    onProblem: say,
  });

  return {
    readAll: async () => {
      await readProjects();
      await readBacklog();
      for (const { number } of Object.values(fleet.world().workers)) await readStatus(number);
    },
    writeStatus: async (worker) => {
      const name = `WORKER${worker}.md`;
      const written = await shared.edit(name, (text) =>
        setStatus(parseStatus(text, name), statusOf(fleet.world(), worker)),
      );
      // The watch does not tell of a text that we wrote ourselves, and the worker may have written just before.
      if (written.ok) await triggers.take(worker, written.value.text);
      await tell(name, written);
    },
    writeScratchpad: async (worker, text) => {
      const written = await shared.edit(`WORKER${worker}.md`, (before) => ok(setScratchpad(before, text)));
      return written.ok ? ok('Noted in your scratchpad.') : written;
    },
    addToScratchpad: async (worker, line) => {
      const name = `WORKER${worker}.md`;
      const written = await shared.edit(name, (before) => {
        const { scratchpad } = parseStatus(before, name);
        return ok(setScratchpad(before, [scratchpad.trimEnd(), line].filter((part) => part !== '').join('\n')));
      });
      return written.ok ? ok('Noted in your scratchpad.') : written;
    },
    writeTriggers: async (worker, text) => {
      const written = await shared.edit(`WORKER${worker}.md`, (before) => ok(setResumeTriggers(before, text)));
      if (!written.ok) return written;
      await triggers.take(worker, written.value.text);
      return ok('Noted: you are woken when one of them comes about.');
    },
    writeRecall: async (worker, text) => {
      const name = `WORKER${worker}.md`;
      await tell(name, await shared.edit(name, (before) => ok(setRecall(before, text))));
    },
    addTask: async (line) => {
      const { id: _, ...fields } = readTaskLine(line);
      const added = await add({ ...fields, ...(await titled(fields.title)), section: 'ready', criteria: [] });
      await tell(BACKLOG, added);
    },
    proposeTask: add,
    editBacklog: async (edit) => {
      const written = await shared.edit(BACKLOG, (text) => applyEdit(parseBacklog(text), edit));
      await tell(BACKLOG, written);
      if (written.ok) await readBacklog();
    },
    tickTask: async (task) => {
      const written = await shared.edit(BACKLOG, (text) => tickTask(parseBacklog(text), task));
      await tell(BACKLOG, written);
      if (written.ok) await readBacklog();
    },
    tickCriterion: async (task, criterion) => {
      const written = await shared.edit(BACKLOG, (text) => tickCriterion(parseBacklog(text), task, criterion));
      await tell(BACKLOG, written);
      if (written.ok) await readBacklog();
    },
    writeRule: async (line) => {
      const written = await shared.edit(POLICIES, (text) => ok(addStandingRule(text, line)));
      await tell(POLICIES, written);
      if (written.ok) await policy.reload();
    },
    writeChange: async ({ kind: _, ...change }) => {
      await tell(CHANGELOG, await shared.edit(CHANGELOG, (text) => ok(logChange(text, change))));
    },
    close: watch.stop,
  };
};
