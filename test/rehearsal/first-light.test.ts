import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gatherEvidence } from '../../src/rehearsal/evidence.ts';
import { layWorkspace } from '../../src/rehearsal/sample-workspace.ts';
import { loadScenario, type Scenario } from '../../src/rehearsal/scenario.ts';
import { scriptedSession, spoken } from '../kit/scripted-session.ts';

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'gaffer-first-light-')), 'ws');
});
afterEach(async () => {
  await rm(join(dir, '..'), { recursive: true });
});

describe('the scripts of first-light', () => {
  test.each([
    ['approved', false],
    ['denied', true],
  ])(
    'finish every task with passing tests and a commit when their questions are %s',
    async (_, denied) => {
      const scenario = await firstLight();
      expect(await layWorkspace(scenario, dir)).toEqual({ ok: true, value: undefined });
      for (const task of scenario.tasks) {
        const session = scriptedSession({
          scenario,
          cwd: join(dir, task.project ?? ''),
          refuse: (_tool, { command = '' }) => {
            if (!denied && command.startsWith('curl')) return 'downloaded';
            return denied && /^(curl|git push)/.test(command) ? '[error] denied: not today' : null;
          },
        });
        const answers = await session.prompt(`Task ${task.id}: ${task.title}`);
        expect(answers.flatMap(({ unmet }) => (unmet === null ? [] : [unmet]))).toEqual([]);
        expect(spoken(answers)).toContain(`${task.id} is done`);
      }
      const evidence = await gatherEvidence({ scenario, dir, requests: [], tenures: [] });
      expect(evidence).toMatchObject({
        ok: true,
        value: { tasksDone: scenario.tasks.map(({ id }) => id), conflicts: [] },
      });
      for (const { id } of scenario.projects) {
        expect((await execa('npm', ['test'], { cwd: join(dir, id), reject: false })).exitCode).toBe(0);
        expect((await execa('git', ['status', '--porcelain'], { cwd: join(dir, id) })).stdout).toBe('');
      }
      const pushed = await execa('git', ['rev-parse', 'origin/main', 'main'], { cwd: join(dir, 'libs/format') });
      const [remote, local] = pushed.stdout.split('\n');
      expect(remote === local).toBe(!denied);
    },
    60_000,
  );

  test('ask for no file outside the project but the shared ones', async () => {
    const scenario = await firstLight();
    const paths = scenario.tasks.flatMap(({ program }) =>
      program.flatMap(({ calls }) =>
        calls.flatMap(({ input }) => (input?.file_path === undefined ? [] : [String(input.file_path)])),
      ),
    );
    expect(paths.filter((path) => !/^\{\{(cwd|workspace)\}\}\//.test(path))).toEqual([]);
  });
});

describe('a laid workspace', () => {
  test('has the same commits every time, on main, with nothing left to commit', async () => {
    const scenario = await firstLight();
    await layWorkspace(scenario, dir);
    await layWorkspace(scenario, join(dir, '../again'));
    const head = async (at: string) =>
      (await execa('git', ['rev-parse', 'main'], { cwd: join(at, 'libs/format') })).stdout;
    expect(await head(dir)).toBe(await head(join(dir, '../again')));
    expect((await execa('git', ['status', '--porcelain'], { cwd: join(dir, 'apps/notes') })).stdout).toBe('');
  });

  test('holds the backlog as people write it', async () => {
    await layWorkspace(await firstLight(), dir);
    const backlog = await readFile(join(dir, 'BACKLOG.md'), 'utf8');
    expect(backlog).toContain('\n- [ ] T9 Export notes as Markdown @apps/notes !low tier:opus needs:T5\n');
    expect(backlog).toContain(
      '\n  Readers complain that "Crème brûlée" becomes cr-me-br-l-e.\n  - [ ] ISC: Crème brûlée',
    );
  });

  test('is never laid over files that are there', async () => {
    const scenario = await firstLight();
    await layWorkspace(scenario, dir);
    expect(await layWorkspace(scenario, dir)).toMatchObject({ ok: false, problem: { kind: 'refused' } });
  });
});

const firstLight = async (): Promise<Scenario> => {
  const reading = await loadScenario('first-light');
  if (!reading.ok) throw new Error(reading.problems[0].message);
  return reading.value;
};
