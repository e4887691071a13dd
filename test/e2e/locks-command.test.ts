import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { projectId, workerNumber } from '../../src/domain/ids.ts';
import { openJournal } from '../../src/state/journal.ts';
import { createLoop } from '../../src/state/loop.ts';
import { gaffer } from '../kit/gaffer-process.ts';
import { seatClients } from '../kit/lock-history.ts';
import { tempDir } from '../kit/temp.ts';

const [alpha, beta] = [projectId('apps/alpha'), projectId('apps/beta')];

/** A fleet of plain shells that takes over a journal in which worker 1 holds apps/alpha and worker 2 apps/beta. */
const fleetWithLocks = async () => {
  const home = tempDir();
  const workspace = join(home, 'work');
  for (const project of [alpha, beta]) mkdirSync(join(workspace, project), { recursive: true });
  writeFileSync(
    join(workspace, 'gaffer.yaml'),
    'workers: 2\nagent: { command: [bash, --norc] }\nlocks: { lease: 2h }\n',
  );
  const run = (...args: readonly string[]) => gaffer(home, [...args, '-C', workspace]);
  expect((await gaffer(home, ['init', workspace])).code).toBe(0);
  mkdirSync(join(workspace, '.gaffer'), { recursive: true, mode: 0o700 });
  const journal = openJournal(join(workspace, '.gaffer/journal.db'));
  if (!journal.ok) throw new Error(journal.problem.message);
  const loop = createLoop({
    journal: journal.value,
    now: Date.now,
    hands: async () => undefined,
    onBug: () => undefined,
  });
  await seatClients(loop, { projects: [alpha, beta], clients: 2 });
  for (const [number, project] of [
    [1, alpha],
    [2, beta],
  ] as const) {
    const claim = { worker: workerNumber(number), generation: 1, project, door: 'mcp' } as const;
    expect((await loop.submit({ kind: 'claim-project', ...claim }, { by: 'test' })).ok).toBe(true);
  }
  journal.value.close();
  expect((await run('up')).code).toBe(0);
  onTestFinished(async () => {
    await run('down');
  });
  return run;
};

describe('gaffer locks, against a running fleet', { timeout: 60_000 }, () => {
  it('tells who holds what and how long yet, offers what was left behind, and releases it', async () => {
    const run = await fleetWithLocks();
    const listed = JSON.parse((await run('locks', '--json')).stdout);
    expect(listed).toMatchObject([
      { project: 'apps/alpha', holder: 1, door: 'mcp', waiting: [], stale: null, touch: null },
      { project: 'apps/beta', holder: 2 },
    ]);
    const [{ leaseLeftMs }] = listed;
    expect(leaseLeftMs).toBeGreaterThan(7_000_000);
    expect(leaseLeftMs).toBeLessThanOrEqual(7_200_000);
    expect((await run('locks')).stdout).toMatch(/apps\/alpha +1 .* 1h/);

    await run('workers', 'stop', '2');
    await vi.waitFor(
      async () => {
        const { stdout, stderr } = await run('locks');
        expect(stdout + stderr).toContain('apps/beta looks left behind: its holder has no session');
        expect(stdout + stderr).toContain('gaffer locks release apps/beta');
      },
      { timeout: 20_000 },
    );
    expect(JSON.parse((await run('locks', 'release', '--stale', '--json')).stdout)).toEqual([
      { project: 'apps/beta', next: null },
    ]);
    expect((await run('locks', 'release', 'apps/alpha')).code).toBe(0);
    expect((await run('locks', '--json')).stdout.trim()).toBe('[]');
  });

  it('says what is wrong with a release that names nothing, too much, or what nobody holds', async () => {
    const run = await fleetWithLocks();
    expect(await run('locks', 'release')).toMatchObject({ code: 2, stderr: expect.stringContaining('--stale') });
    expect(await run('locks', 'release', 'apps/alpha', '--stale')).toMatchObject({ code: 2 });
    expect(await run('locks', 'release', '../etc')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nobody holds ../etc'),
    });
    expect(JSON.parse((await run('locks', '--json')).stdout)).toHaveLength(2);
  });
});
