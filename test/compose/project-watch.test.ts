import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProjectWatch, type ProjectWatch } from '../../src/compose/project-watch.ts';
import { createToolActivity, type ToolActivity } from '../../src/compose/tool-activity.ts';
import { type ProjectId, projectId, workerNumber } from '../../src/domain/ids.ts';
import { touchText } from '../../src/domain/locks/touch.ts';
import type { ToolCall } from '../../src/domain/policies/verdict.ts';
import { type LockFleet, lockFleet } from '../kit/lock-fleet.ts';
import { aPlan } from '../kit/world.ts';

/** Other tests may keep the machine busy. */
const PATIENT = { timeout: 30_000 };

const alpha = projectId('apps/alpha');

let watch: ProjectWatch | undefined;
let fleet: LockFleet;
let activity: ToolActivity;
let warned: readonly string[];
afterEach(() => watch?.stop());

const open = async (prepare: (put: (path: string, text: string) => void) => void = () => undefined): Promise<void> => {
  fleet = lockFleet();
  // The clock of files and of locks is the same one outside of tests.
  fleet.pure.now = Date.now() - 1_000;
  activity = createToolActivity(Date.now);
  warned = [];
  for (const project of ['apps/gamma', 'apps/delta']) mkdirSync(join(fleet.workspace, project), { recursive: true });
  prepare(write);
  const log = () => undefined;
  watch = createProjectWatch({ ...fleet.fleet, log }, activity, {
    set: async (_, warnings) => {
      warned = warnings;
    },
  });
  await watch.ready();
};

const write = (path: string, text: string): void => {
  const file = join(fleet.workspace, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

const claim = () =>
  fleet.fleet.submit({ kind: 'claim-project', ...fleet.pure.live(1), project: alpha, door: 'mcp' }, { by: 'test' });

const bash = (id: string, more = {}): ToolCall => ({
  tool: 'Bash',
  input: { command: 'make', ...more },
  cwd: '/',
  toolUseId: id,
});

const touches = () => fleet.pure.log.flatMap(({ event }) => (event.kind === 'project.touched' ? [event] : []));

/** A change that is reported for sure, behind all that may not be: when it is seen, they were looked at. */
const nothingBut = async (paths: readonly string[], mark = 'apps/beta'): Promise<void> => {
  write(`${mark}/last.txt`, 'x');
  await vi.waitFor(() => expect(touches().map(({ project }) => project)).toContain(mark), PATIENT);
  expect(
    touches()
      .filter(({ project }) => project === alpha)
      .flatMap((event) => event.paths),
  ).toEqual(paths);
};

const beginRun = (project: ProjectId) =>
  ({
    kind: 'begin-run',
    plan: aPlan(project),
    purpose: 'deploy',
    from: null,
    release: `release of ${project}`,
    commit: 'a',
    commitAt: 1,
    by: 'human',
  }) as const;

describe('the watch over the projects', { timeout: 60_000 }, () => {
  it('reports a change in a held project that no tool of its holder made', async () => {
    await open();
    await claim();
    write('apps/alpha/src/deep/new.ts', 'x');
    await vi.waitFor(
      () =>
        expect(touches()).toMatchObject([
          { project: alpha, holder: 1, by: { kind: 'unknown' }, paths: ['src/deep/new.ts'], count: 1 },
        ]),
      PATIENT,
    );
    expect(fleet.pure.world.touches?.[alpha]).toMatchObject({ holder: 1 });
    expect(fleet.pure.world.notices.at(-1)).toMatchObject({
      level: 'alarm',
      text: 'apps/alpha was changed by a person or program while worker 1 holds it: src/deep/new.ts',
    });
  });

  it('knows the holder’s own: what its command writes, in the background too, and what its edit and its end checks write', async () => {
    await open((put) => put('apps/alpha/a.ts', 'x'));
    const [one] = [workerNumber(1)];
    await claim();
    activity.began(one, bash('t1'));
    write('apps/alpha/by-shell.ts', 'x');
    activity.ended(one, bash('t1'));
    await nothingBut([]);
    const edit = {
      tool: 'Edit',
      input: { file_path: join(fleet.workspace, 'apps/alpha/a.ts') },
      cwd: '/',
      toolUseId: 't2',
    };
    activity.gone(one);
    activity.began(one, edit);
    write('apps/alpha/a.ts', 'y');
    activity.ended(one, edit);
    const over = activity.runs(one);
    write('apps/alpha/by-check.ts', 'x');
    over();
    activity.began(one, bash('t3', { run_in_background: true }));
    activity.ended(one, bash('t3', { run_in_background: true }));
    activity.turnEnded(one);
    write('apps/alpha/by-background.ts', 'x');
    await nothingBut([], 'apps/gamma');
  });

  it('leaves a deploy what its steps write, and tells of others while it only holds the project', async () => {
    await open();
    fleet.pure.now = Date.now();
    await fleet.fleet.submit(beginRun(alpha), { by: 'test' });
    write('apps/alpha/by-somebody.ts', 'x');
    await vi.waitFor(
      () => expect(touches()).toMatchObject([{ project: alpha, holder: null, run: 'R1', paths: ['by-somebody.ts'] }]),
      PATIENT,
    );
    expect(fleet.pure.world.alerts.open['project:apps/alpha']).toMatchObject({ level: 'alarm' });
    const beta = projectId('apps/beta');
    await fleet.fleet.submit(beginRun(beta), { by: 'test' });
    await fleet.fleet.submit({ kind: 'begin-step', run: 'R2', step: 'make' }, { by: 'test' });
    write('apps/beta/made-by-step.js', 'x');
    await nothingBut(['by-somebody.ts'], 'apps/gamma');
    expect(touches().filter(({ project }) => project === beta)).toEqual([]);
  });

  it('reports a change by nobody’s leave in a free project, also one that was renamed there or removed', async () => {
    await open((put) => {
      put('apps/alpha/old.ts', 'x');
      put('gone.ts', 'x');
    });
    renameSync(join(fleet.workspace, 'gone.ts'), join(fleet.workspace, 'apps/alpha/moved.ts'));
    rmSync(join(fleet.workspace, 'apps/alpha/old.ts'));
    await vi.waitFor(() => {
      expect(touches()[0]).toMatchObject({ project: alpha, holder: null });
      expect(touches().reduce((sum, { count }) => sum + count, 0)).toBe(2);
    }, PATIENT);
    expect(fleet.pure.world.notices.at(-1)?.level).toBe('info');
  });

  it('passes over dependencies, build output and what git ignores, and watches none of their directories', async () => {
    await open((put) => {
      for (let index = 0; index < 50; index += 1) put(`apps/alpha/node_modules/p${index}/index.js`, 'x');
      put('apps/alpha/.gitignore', '*.log\n');
      execFileSync('git', ['init', '-q', join(fleet.workspace, 'apps/alpha')]);
    });
    expect(watch?.directories()).toBeLessThan(5);
    write('apps/alpha/node_modules/p1/index.js', 'y');
    write('apps/alpha/dist/out.js', 'y');
    write('apps/alpha/debug.log', 'y');
    await nothingBut([]);
  });

  it('sees a commit that somebody else makes, which changes no file', async () => {
    const git = (...args: readonly string[]): void => {
      execFileSync('git', [
        '-c',
        'user.name=p',
        '-c',
        'user.email=p@p',
        '-C',
        join(fleet.workspace, 'apps/alpha'),
        ...args,
      ]);
    };
    await open(() => {
      git('init', '-q');
      git('commit', '-q', '--allow-empty', '-m', 'one');
    });
    git('commit', '-q', '--allow-empty', '-m', 'two');
    await vi.waitFor(() => expect(touches()).toMatchObject([{ project: alpha, paths: ['.git/logs/HEAD'] }]), PATIENT);
  });

  it.runIf(process.platform === 'linux')('names the program that has a file there open', async () => {
    await open();
    await claim();
    const program = spawn('sleep', ['60'], {
      stdio: [
        'ignore',
        (await import('node:fs')).openSync(join(fleet.workspace, 'apps/alpha/open.txt'), 'w'),
        'ignore',
      ],
    });
    try {
      await vi.waitFor(
        () => expect(touches()).toMatchObject([{ by: { kind: 'process', name: 'sleep', worker: null } }]),
        PATIENT,
      );
      const [event] = touches();
      expect(event && touchText(event)).toContain(`sleep (process ${program.pid})`);
    } finally {
      program.kill();
    }
  });

  it('tells of a storm once, with some of its paths and their number', async () => {
    await open();
    for (let index = 0; index < 40; index += 1) write(`apps/alpha/f${index}.ts`, 'x');
    await vi.waitFor(() => expect(touches()).not.toEqual([]), PATIENT);
    expect(touches()[0]?.count).toBeGreaterThan(10);
    for (let index = 0; index < 40; index += 1) write(`apps/alpha/f${index}.ts`, 'y');
    await nothingBut(touches()[0]?.paths ?? []);
    expect(touches()[0]?.paths).toHaveLength(5);
    expect(warned).toEqual([]);
  });
});
