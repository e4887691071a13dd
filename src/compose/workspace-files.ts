/**
 * The workspace's shared files beside the World: reads what people write into commands, and writes what became true into
 * the files. Locks and decisions are never read back from here.
 */
import type { Effect } from '../domain/effect.ts';
import { isWorkerNumber, type WorkerNumber } from '../domain/ids.ts';
import { describeProblem, ok, type Problem, type Result } from '../domain/problem.ts';
import { statusOf } from '../domain/workers/status.ts';
import { logChange } from '../state/changelog-file.ts';
import { CONFIG_FILE } from '../state/config-file.ts';
import { addStandingRule } from '../state/policies-edit.ts';
import { findProjects } from '../state/projects.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import { parseStatus, setRecall, setResumeTriggers, setScratchpad, setStatus } from '../state/status-file.ts';
import { watchWorkspace } from '../state/watch.ts';
import { BACKLOG, type BacklogSide, createBacklog } from './backlog.ts';
import { createConfigWarning } from './config-warning.ts';
import { createFailedWrites } from './failed-writes.ts';
import type { Fleet } from './parts.ts';
import type { GatePolicy } from './policy.ts';
import { createStatusTriggers } from './status-triggers.ts';
import type { Warnings } from './warnings.ts';

export interface WorkspaceFiles {
  readonly backlog: BacklogSide;
  /** Reads everything once, before the fleet starts. */
  readonly readAll: () => Promise<void>;
  readonly writeStatus: (worker: WorkerNumber) => Promise<void>;
  readonly writeScratchpad: (worker: WorkerNumber, text: string) => Promise<Result<string>>;
  /** One more line below what stands there. */
  readonly addToScratchpad: (worker: WorkerNumber, line: string) => Promise<Result<string>>;
  readonly writeTriggers: (worker: WorkerNumber, text: string) => Promise<Result<string>>;
  readonly writeRecall: (worker: WorkerNumber, text: string) => Promise<void>;
  readonly writeRule: (line: string) => Promise<void>;
  readonly writeChange: (change: Extract<Effect, { kind: 'write-change' }>) => Promise<void>;
  readonly close: () => Promise<void>;
}

const CHANGELOG = 'CHANGELOG.md';
const POLICIES = 'POLICIES.md';
const STATUS_FILE = /^WORKER(\d+)\.md$/;

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
  const triggers = createStatusTriggers(fleet, warnings);
  const config = await createConfigWarning(shared, warnings);
  const failed = createFailedWrites(fleet, warnings);
  const backlog = createBacklog(fleet, shared, warnings, failed);

  const readProjects = async (): Promise<void> => {
    const { projects, problems } = await findProjects(root, fleet.config.projects);
    for (const problem of problems) say(problem);
    await fleet.submit({ kind: 'report-projects', projects }, { by: 'files' });
  };
  const readStatus = async (worker: WorkerNumber): Promise<void> => {
    const read = await shared.read(`WORKER${worker}.md`);
    if (read.ok) await triggers.take(worker, read.value.text);
    else say(read.problem);
  };
  const onChange = async (names: readonly string[]): Promise<void> => {
    if (names.includes(BACKLOG)) await backlog.read();
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
    backlog,
    readAll: async () => {
      await readProjects();
      await backlog.read();
      for (const { number } of Object.values(fleet.world().workers)) await readStatus(number);
    },
    writeStatus: async (worker) => {
      const name = `WORKER${worker}.md`;
      const written = await shared.edit(name, (text) =>
        setStatus(parseStatus(text, name), statusOf(fleet.world(), worker)),
      );
      // The watch does not tell of a text that we wrote ourselves, and the worker may have written just before.
      if (written.ok) await triggers.take(worker, written.value.text);
      await failed.note(name, written);
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
      await failed.note(name, await shared.edit(name, (before) => ok(setRecall(before, text))));
    },
    writeRule: async (line) => {
      const written = await shared.edit(POLICIES, (text) => ok(addStandingRule(text, line)));
      await failed.note(POLICIES, written);
      if (written.ok) await policy.reload();
    },
    writeChange: async ({ kind: _, ...change }) => {
      await failed.note(CHANGELOG, await shared.edit(CHANGELOG, (text) => ok(logChange(text, change))));
    },
    close: watch.stop,
  };
};
