/**
 * The backlog at a size that nobody should have: 5,000 tasks to parse, to edit and to choose from, and 100 edits at once
 * by an editor, the dashboard and workers, of which none may be lost.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decide } from '../src/domain/decide.ts';
import { evolve } from '../src/domain/evolve.ts';
import { projectId, taskId, workerNumber } from '../src/domain/ids.ts';
import { ok } from '../src/domain/problem.ts';
import { chooseTask } from '../src/domain/tasks/dispatch.ts';
import { emptyWorld, type World } from '../src/domain/world.ts';
import { addTask, tickCriterion, tickTask } from '../src/state/backlog-edits.ts';
import { parseBacklog } from '../src/state/backlog-file.ts';
import { sharedFilesIn } from '../src/state/shared-file.ts';
import { type Bench, median } from './figures.ts';

const TASKS = 5_000;
const PROJECTS = Array.from({ length: 48 }, (_, index) => projectId(`apps/p${index + 1}`));
const ROUNDS = 30;
const EDITS = 100;

export const bench: Bench = async (progress) => {
  const text = backlogOf(TASKS);
  const backlog = parseBacklog(text, PROJECTS);
  progress(`${backlog.tasks.length} tasks in ${(text.length / 1024).toFixed(0)} KiB`);
  const world = worldWith(backlog.tasks);
  const again = parseBacklog(text, PROJECTS).tasks;
  const last = taskId(`T${TASKS}`);
  const parseMs = timed(() => parseBacklog(text, PROJECTS));
  const spliceMs = timed(() => tickTask(backlog, last));
  const criterionMs = timed(() => tickCriterion(backlog, last, 'it holds'));
  const chooseMs = timed(() => chooseTask(world, 1));
  const unchangedMs = timed(() => decide(world, { kind: 'report-backlog', tasks: again }, 1));
  progress('now 100 edits at once');
  const storm = await editsAtOnce();
  return {
    parse5000: { value: parseMs, unit: 'ms', goal: '< 50' },
    tick5000: { value: spliceMs, unit: 'ms', goal: '< 5' },
    tickCriterion5000: { value: criterionMs, unit: 'ms', goal: '< 5' },
    dispatchDecision: { value: chooseMs, unit: 'ms', goal: '< 2' },
    unchangedBacklog: { value: unchangedMs, unit: 'ms', goal: null },
    editsAtOnce: { value: storm.edits, unit: 'edits', goal: null },
    editsLost: { value: storm.lost, unit: 'edits', goal: '= 0' },
    editsTook: { value: storm.ms, unit: 'ms', goal: null },
  };
};

const timed = (work: () => unknown): number =>
  median(
    Array.from({ length: ROUNDS }, () => {
      const startedAt = performance.now();
      work();
      return performance.now() - startedAt;
    }),
  );

/** Each task needs an earlier one or none; half of them are done, and a few projects are held. */
const backlogOf = (count: number): string =>
  `# Backlog\n\n## Ready\n\n${Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const need = number % 3 === 0 ? ` needs:T${Math.ceil(number / 2)}` : '';
    const tick = number < count / 2 ? 'x' : ' ';
    return `- [${tick}] T${number} Do the thing number ${number} @${PROJECTS[index % PROJECTS.length]} #tag${need}\n  - [ ] ISC: it holds\n`;
  }).join('')}\n## Ideas\n\n## Done\n`;

const worldWith = (tasks: ReturnType<typeof parseBacklog>['tasks']): World => {
  const events = [
    { kind: 'projects.read', projects: PROJECTS },
    { kind: 'backlog.read', tasks },
    ...PROJECTS.slice(0, 8).map(
      (project, index) =>
        ({
          kind: 'lock.granted',
          project,
          worker: workerNumber(index + 1),
          generation: 1,
          fence: index + 1,
          task: null,
          door: 'mcp',
        }) as const,
    ),
  ] as const;
  return events.reduce<World>(
    (world, event, index) => evolve(world, { seq: index + 1, at: 1, by: 'bench', cause: null, event }),
    emptyWorld,
  );
};

/** Half of the edits come from this process, as the supervisor makes them for dashboard and workers; half from another. */
const editsAtOnce = async (): Promise<{ readonly edits: number; readonly lost: number; readonly ms: number }> => {
  const root = mkdtempSync(join(tmpdir(), 'gaffer-bench-workflow-'));
  try {
    const file = join(root, 'BACKLOG.md');
    // A workspace is known by it.
    mkdirSync(join(root, '.gaffer'));
    writeFileSync(file, backlogOf(EDITS));
    const startedAt = performance.now();
    const other = spawn(process.execPath, [import.meta.filename, root], { stdio: ['ignore', 'ignore', 'inherit'] });
    const ended = new Promise<void>((resolve) => other.on('close', () => resolve()));
    await Promise.all([edits(root, 0), ended]);
    const after = parseBacklog(readFileSync(file, 'utf8'), PROJECTS);
    const titles = new Set(after.tasks.map(({ title }) => title));
    const lost = Array.from({ length: EDITS }, (_, index) => titleOf(index)).filter((title) => !titles.has(title));
    return { edits: EDITS, lost: lost.length, ms: performance.now() - startedAt };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const titleOf = (edit: number): string => `Edit number ${edit}`;

const edits = async (root: string, from: 0 | 1): Promise<void> => {
  const shared = sharedFilesIn(root);
  const mine = Array.from({ length: EDITS }, (_, index) => index).filter((index) => index % 2 === from);
  await Promise.all(
    mine.map((index) =>
      shared.edit('BACKLOG.md', (text) => {
        const added = addTask(parseBacklog(text), {
          ...{ section: 'ready', title: titleOf(index), project: null, priority: 'normal', tier: null },
          ...{ tags: [], needs: [], body: '', criteria: [] },
        });
        return added.ok ? ok(added.value.text) : added;
      }),
    ),
  );
};

const [, script, root] = process.argv;
if (script === import.meta.filename && root !== undefined) await edits(root, 1);
