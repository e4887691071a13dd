import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { createDeployTools } from '../../src/compose/deploy-tools.ts';
import { createDeploys } from '../../src/compose/deploys.ts';
import { openFailures } from '../../src/compose/failures.ts';
import type { Fleet } from '../../src/compose/parts.ts';
import { createQa } from '../../src/compose/qa.ts';
import { parseConfig } from '../../src/domain/config.ts';
import { decisionId, projectId } from '../../src/domain/ids.ts';
import { placesOf } from '../../src/state/places.ts';
import { sharedFilesIn } from '../../src/state/shared-file.ts';
import { deployAndWait, deployWorkspace, openFleet, outcomeOf, runEnd, startDeploy } from '../kit/deploy-workspace.ts';
import { gaffer } from '../kit/gaffer-process.ts';
import { lockFleet } from '../kit/lock-fleet.ts';

const gate = (name: string, line: string) => ({ name, run: ['sh', '-c', line] });

const workspaceWith = (gates: readonly object[], more: object = {}) => {
  const workspace = deployWorkspace(afterAll);
  workspace.commit({ 'package.json': '{}' });
  workspace.configure({
    site: {
      kind: 'plain',
      project: 'apps/one',
      environments: { production: { approval: 'none' } },
      stages: [
        { name: 'check', gates },
        { name: 'ship', ships: true, steps: [{ name: 'ship', run: ['true'] }] },
      ],
      ...more,
    },
  });
  const journal = join(workspace.root, 'FAILURES.md');
  return { ...workspace, failures: () => (existsSync(journal) ? readFileSync(journal, 'utf8') : '') };
};

test('a gate that holds a deploy is written down once under its fingerprint, with each time that it was seen', async () => {
  const workspace = workspaceWith([gate('links', 'echo "page.html:3: gone.html leads nowhere"; exit 1')]);
  const client = await openFleet(workspace);
  expect(outcomeOf(await deployAndWait(client, { pipeline: 'site' }))).toBe('held');
  expect(outcomeOf(await deployAndWait(client, { pipeline: 'site' }))).toBe('held');
  const [record, ...others] = Object.values(client.snapshot().failures);
  expect(others).toEqual([]);
  expect(record).toMatchObject({ source: 'gate', title: 'The gate links holds', count: 2 });
  await client.close();
  expect(workspace.failures().match(/## F\d+ The gate links holds/g)).toHaveLength(1);
  expect(workspace.failures()).toContain('gone.html leads nowhere');
  expect(workspace.failures()).toContain(record?.fingerprint);
});

test('what nobody could look at, and what a person stopped, is no failure of the project', async () => {
  const workspace = workspaceWith([{ name: 'scan', run: ['no-such-program'] }, gate('slow', 'sleep 60')]);
  const client = await openFleet(workspace);
  const running = deployAndWait(client, { pipeline: 'site' });
  await vi.waitFor(() => {
    const steps = client.snapshot().runs.R1?.steps ?? [];
    expect(steps.find(({ id }) => id === 'slow')?.state.kind).toBe('running');
  });
  await client.command({ kind: 'stop-run', run: 'R1' });
  expect(outcomeOf(await running)).toBe('held');
  expect(client.snapshot().failures).toEqual({});
  await client.close();
  expect(workspace.failures()).toBe('');
});

test('a question that nobody answers is no failure of the project', async () => {
  const workspace = workspaceWith([gate('good', 'true')], { environments: { production: { approval: 'required' } } });
  const client = await openFleet(workspace);
  await startDeploy(client, { pipeline: 'site', approved: false });
  await vi.waitFor(() => expect(client.snapshot().runs.R1?.state.kind).toBe('awaiting-approval'));
  await client.command({
    kind: 'settle-decision',
    decision: decisionId('D1'),
    answer: 'deny',
    by: 'cli',
    reason: null,
  });
  expect(outcomeOf(await runEnd(client, 'R1'))).toBe('held');
  await startDeploy(client, { pipeline: 'site', approved: false });
  await vi.waitFor(() => expect(client.snapshot().runs.R2?.state.kind).toBe('awaiting-approval'));
  // Its question becomes void with the store.
  await client.close();
  expect(workspace.failures()).toBe('');
});

test('gaffer qa writes down what fails, also where no supervisor runs', async () => {
  const workspace = workspaceWith([gate('good', 'true'), gate('lint', 'echo "a.ts:3 is wrong"; exit 2')]);
  for (let time = 0; time < 2; time += 1)
    expect((await gaffer(workspace.root, ['qa', 'apps/one', '-C', workspace.root])).code).toBe(3);
  expect(workspace.failures().match(/## F\d+ /g)).toHaveLength(1);
  expect(workspace.failures()).toContain('The gate lint holds');
  expect(workspace.failures()).toContain('a.ts:3 is wrong');
});

test('what a worker’s own look finds is written down as its, in the project that it holds', async () => {
  const { pure, fleet, workspace } = lockFleet();
  writeFileSync(
    join(workspace, 'gaffer.yaml'),
    JSON.stringify({
      workers: 4,
      pipelines: {
        site: {
          kind: 'plain',
          project: 'apps/alpha',
          source: 'any',
          stages: [
            { name: 'check', gates: [gate('lint', 'echo "a.ts:3 is wrong"; exit 2')] },
            { name: 'ship', ships: true, steps: [{ name: 'ship', run: ['true'] }] },
          ],
        },
      },
    }),
  );
  const places = placesOf(workspace, { XDG_RUNTIME_DIR: workspace });
  if (!places.ok) throw new Error(places.problem.message);
  const parts = { ...fleet, places: places.value };
  const qa = createQa(parts, sharedFilesIn(workspace), workspace, null);
  // A look starts no deploy.
  const config = parseConfig({});
  if (!config.ok) throw new Error('defaults');
  const whole: Fleet = { ...parts, config: config.config, mode: 'live', log: () => undefined };
  const shared = sharedFilesIn(workspace);
  const failures = openFailures(whole, shared, async () => undefined);
  const { runQa } = createDeployTools(whole, createDeploys(whole, shared, workspace), qa, failures);
  pure.must({ kind: 'claim-project', ...pure.live(1), project: projectId('apps/alpha'), door: 'mcp' });
  const said = await runQa(pure.live(1), {});
  expect(said).toMatchObject({ ok: false, problem: { message: expect.stringContaining('a.ts:3 is wrong') } });
  const seen = pure.log.flatMap(({ event }) => (event.kind === 'failure.seen' ? [event] : []));
  expect(seen).toMatchObject([{ source: 'gate', worker: 1, project: 'apps/alpha', title: 'The gate lint holds' }]);
  expect(seen[0]?.fingerprint).toMatch(/^[0-9a-f]+$/);
});
