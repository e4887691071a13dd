import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { placesOf } from '../../src/state/places.ts';
import { takeSupervisorLock } from '../../src/state/supervisor-lock.ts';
import { connectFleet } from '../../src/wire/client.ts';
import { deployWorkspace } from '../kit/deploy-workspace.ts';
import { environmentIn, gaffer } from '../kit/gaffer-process.ts';

const workspaceWith = (ship: readonly string[], more: object = {}) => {
  const workspace = deployWorkspace(afterAll);
  workspace.commit({ a: '1' });
  writeFileSync(
    join(workspace.root, 'gaffer.yaml'),
    JSON.stringify({
      workers: 1,
      agent: { command: ['bash', '--norc'] },
      pipelines: {
        site: {
          kind: 'plain',
          project: 'apps/one',
          environments: { production: { approval: 'none' } },
          stages: [{ name: 'ship', ships: true, steps: [{ name: 'ship', run: ship }] }],
          ...more,
        },
      },
    }),
  );
  return { ...workspace, run: (...args: readonly string[]) => gaffer(workspace.root, [...args, '-C', workspace.root]) };
};

test('a deploy without a supervisor ends with 0 when it serves, with 1 when it was turned back, and says the same as JSON', async () => {
  const good = workspaceWith(['true']);
  expect((await good.run('deploy', 'site')).code).toBe(0);
  expect((await good.run('deploy', '--runs')).stdout).toContain('shipped');
  const bad = workspaceWith(['false'], { rollback: [{ name: 'back', run: ['true'] }] });
  const ran = await bad.run('deploy', 'site', '--json');
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.stdout)).toMatchObject({ ok: false, run: { state: { outcome: 'rolled-back' } } });
}, 60_000);

test('a deploy whose supervisor is killed ends with 1 and says that nobody knows, and the next one settles it', async () => {
  const { run, root } = workspaceWith(['sh', '-c', 'echo began; exec sleep 60']);
  expect((await run('up')).code).toBe(0);
  const places = placesOf(root, environmentIn(root));
  if (!places.ok) throw new Error(places.problem.message);
  const fleet = await connectFleet(places.value.controlSocket);
  if (!fleet.ok) throw new Error(fleet.problem.message);
  const deploying = run('deploy', 'site');
  await vi.waitFor(
    () => expect(readFileSync(join(places.value.own, 'runs/R1/ship.log'), 'utf8')).toMatch(/^began$/m),
    20_000,
  );
  const supervisor = Number(readFileSync(join(places.value.own, 'supervisor.pid'), 'utf8'));
  process.kill(supervisor, 'SIGKILL');
  const ran = await deploying;
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('the supervisor is gone in the middle of R1');
  await fleet.value.closed;
  const lock = takeSupervisorLock(places.value.lock);
  expect(lock).not.toBeNull();
  lock?.release();
  expect((await run('deploy', '--runs')).stdout).toMatch(/R1 .*left .*its supervisor is gone/);
  const again = await run('deploy', 'site');
  expect(again.code).toBe(5);
  expect(again.stderr).toContain('nobody knows what R1 left at site:production');
  expect((await run('deploy', '--resolve', 'R1', '--as', 'not-shipped')).code).toBe(0);
  expect((await run('deploy', '--runs')).stdout).toMatch(/R1 .*unknown .*ship still ran as process \d+ and was ended/);
}, 90_000);
