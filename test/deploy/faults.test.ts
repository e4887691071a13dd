import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DeployClient } from '../../src/compose/quiet-fleet.ts';
import { readProcess } from '../../src/sessions/process-tree.ts';
import {
  becauseOf,
  deployAndWait,
  deployWorkspace,
  openFleet,
  outcomeOf,
  readings,
  runEnd,
  startDeploy,
} from '../kit/deploy-workspace.ts';

const workspace = deployWorkspace(afterAll);
const served = join(workspace.root, 'served');
let client: DeployClient;

const sh = (line: string) => ['sh', '-c', line];

/** `ship` is what goes wrong; the way back makes the old one serve again. */
const pipeline = (ship: object, more: object = {}) => ({
  kind: 'plain',
  project: 'apps/one',
  environments: { production: { approval: 'none' } },
  stages: [{ name: 'ship', ships: true, steps: [{ name: 'ship', ...ship }] }],
  rollback: [{ name: 'restore', run: sh(`echo old > ${served}`), repeatable: true }],
  ...more,
});

beforeAll(async () => {
  workspace.commit({ a: '1' });
  writeFileSync(served, 'old\n');
  client = await openFleet(workspace);
});
afterAll(() => client.close());

const deploy = async (ship: object) => {
  workspace.configure({ site: pipeline(ship) });
  return deployAndWait(client, { pipeline: 'site' });
};

test('a step that hangs is ended after its time, and what served before serves again', async () => {
  const run = await deploy({ run: sh(`echo half > ${served}; sleep 60`), timeout: '1s' });
  expect(readings(run)).toEqual({ source: 'pass', ship: 'failed', 'back-restore': 'passed' });
  expect(becauseOf(run, 'ship')).toMatch(/^no end within 1/);
  expect(outcomeOf(run)).toBe('rolled-back');
  expect(readFileSync(served, 'utf8')).toBe('old\n');
});

test('a step that floods a gigabyte is bounded in memory, in the journal and on disk, and its log keeps how it began', async () => {
  let most = 0;
  const before = process.memoryUsage().rss;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - before);
  }, 20);
  const run = await deploy({ run: sh('echo first; yes | head -c 1000000000'), timeout: '90s' });
  clearInterval(look);
  expect(outcomeOf(run)).toBe('shipped');
  const log = join(workspace.places.own, 'runs', run.id, 'ship.log');
  expect(statSync(log).size).toBeLessThan(11_000_000);
  expect(readFileSync(log, 'utf8')).toContain('first\n');
  expect(JSON.stringify(client.snapshot().runs[run.id]).length).toBeLessThan(10_000);
  // Chunks wait for their collection, about a hundred megabytes of them; what was kept would be the gigabyte.
  expect(most).toBeLessThan(300_000_000);
}, 120_000);

test('a step that ignores SIGTERM is killed after a grace, with its children, and what served before serves again', async () => {
  const pid = join(workspace.root, 'stubborn');
  const stubborn = `trap "" TERM; echo half > ${served}; (trap "" TERM; while :; do sleep 1; done) & echo $! > ${pid}; while :; do sleep 1; done`;
  const run = await deploy({ run: sh(stubborn), timeout: '1s' });
  expect(readings(run)).toEqual({ source: 'pass', ship: 'failed', 'back-restore': 'passed' });
  expect(outcomeOf(run)).toBe('rolled-back');
  expect(readFileSync(served, 'utf8')).toBe('old\n');
  expect(await readProcess(Number(readFileSync(pid, 'utf8')))).toBeNull();
}, 60_000);

test('a step that leaves a daemon ends, and says so', async () => {
  const pid = join(workspace.root, 'daemon');
  const run = await deploy({
    run: sh(`setsid sh -c 'echo $$ > ${pid}; exec sleep 60' & while [ ! -s ${pid} ]; do sleep 0.01; done`),
  });
  process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL');
  expect(outcomeOf(run)).toBe('shipped');
  expect(becauseOf(run, 'ship')).toBe('exit 0; something that it started still runs');
});

test('a step that is missing its program fails with its name', async () => {
  const run = await deploy({ run: ['no-such-program'] });
  expect(becauseOf(run, 'ship')).toBe('no program no-such-program');
  expect(outcomeOf(run)).toBe('rolled-back');
});

test('a second deploy of the target is refused while the first one runs, and a stopped one is turned back', async () => {
  workspace.configure({ site: pipeline({ run: sh(`echo half > ${served}; sleep 60`) }) });
  const first = await startDeploy(client, { pipeline: 'site' });
  const second = await startDeploy(client, { pipeline: 'site' });
  expect(second).toMatchObject({ ok: false, problem: { kind: 'busy' } });
  const id = Object.keys(client.snapshot().holds).length === 1 ? client.snapshot().holds['apps/one']?.run : undefined;
  await vi.waitFor(() => expect(readFileSync(served, 'utf8')).toBe('half\n'));
  expect(first.ok).toBe(true);
  await client.command({ kind: 'stop-run', run: id ?? '' });
  const run = await runEnd(client, id ?? '');
  expect(outcomeOf(run)).toBe('rolled-back');
  expect(readFileSync(served, 'utf8')).toBe('old\n');
  expect(client.snapshot().holds).toEqual({});
});

test('a secret that a step names is in no log and not in the journal', async () => {
  process.env.TEST_DEPLOY_SECRET = 'correct-horse-battery';
  const run = await deploy({ run: sh('echo "it is $TEST_DEPLOY_SECRET"; exit 1'), env: ['TEST_DEPLOY_SECRET'] });
  const log = readFileSync(join(workspace.places.own, 'runs', run.id, 'ship.log'), 'utf8');
  expect(log).toContain('it is ***');
  expect(log).not.toContain('correct-horse');
  expect(JSON.stringify(client.snapshot())).not.toContain('correct-horse');
});

test('what was built and then changed is not shipped', async () => {
  workspace.commit({ '.gitignore': 'out/\n' });
  workspace.configure({
    site: pipeline(
      { run: sh(`echo new > ${served}`) },
      {
        artefacts: ['out'],
        stages: [
          { name: 'build', steps: [{ name: 'make', run: sh('mkdir -p out; echo 1 > out/file') }] },
          { name: 'check', gates: [{ name: 'meddle', run: sh('echo 2 > out/file') }] },
          { name: 'ship', ships: true, steps: [{ name: 'ship', run: sh(`echo new > ${served}`) }] },
        ],
      },
    ),
  });
  const run = await deployAndWait(client, { pipeline: 'site' });
  expect(run.state).toMatchObject({ because: expect.stringContaining('has changed since the gates looked at it') });
  expect(readings(run).ship).toBeUndefined();
  expect(readFileSync(served, 'utf8')).toBe('old\n');
});

/** A file system of one megabyte, in namespaces of its own; the old release lies on it, beside the new one. */
const canMount = (): boolean => {
  try {
    execFileSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

test.runIf(canMount())(
  'a disk that is full in mid-deploy leaves the old release serving, and the run says what happened',
  async () => {
    const target = join(workspace.root, 'disk');
    mkdirSync(target);
    const seen = join(workspace.root, 'seen');
    const script = `mount -t tmpfs -o size=1m none ${target} && mkdir -p ${target}/releases/old && echo old > ${target}/releases/old/index && ln -s releases/old ${target}/current && mkdir ${target}/releases/new && rsync -a big ${target}/releases/new/; code=$?; cat ${target}/current/index > ${seen}; exit $code`;
    workspace.write({ '.gitignore': 'out/\nbig\n', big: Buffer.alloc(3_000_000, 1) });
    workspace.commit({});
    const run = await deploy({ run: ['unshare', '-Urm', 'sh', '-c', script] });
    expect(readings(run).ship).toBe('failed');
    expect(readFileSync(join(workspace.places.own, 'runs', run.id, 'ship.log'), 'utf8')).toContain(
      'No space left on device',
    );
    expect(readFileSync(seen, 'utf8')).toBe('old\n');
    expect(outcomeOf(run)).toBe('rolled-back');
  },
);

test.runIf(canMount())(
  'when gaffer’s own disk fills up in mid-deploy no further step begins, and the next start says what is known',
  async () => {
    const small = deployWorkspace(afterAll);
    small.commit({ a: '1' });
    const [mark, late] = [join(small.root, 'shipped'), join(small.root, 'late')];
    small.configure({
      site: {
        kind: 'plain',
        project: 'apps/one',
        environments: { production: { approval: 'none' } },
        stages: [
          {
            name: 'ship',
            ships: true,
            steps: [
              { name: 'fill', run: sh(`cat /dev/zero > ${small.places.own}/filler 2>/dev/null; echo one > ${mark}`) },
              { name: 'late', run: sh(`echo two > ${late}`) },
            ],
          },
        ],
      },
    });
    // The store lies on a disk of two megabytes in namespaces of its own; what it held is taken out of it at the end.
    const kept = join(small.root, 'kept');
    const runner = join(import.meta.dirname, '../programs/deploy-runner.ts');
    const script = `mkdir -p ${small.places.own} && mount -t tmpfs -o size=2m,mode=700 none ${small.places.own} && timeout 20 ${process.execPath} ${runner} ${small.root} 1 > ${small.root}/said 2>&1; rm -f ${small.places.own}/filler; cp -r ${small.places.own} ${kept}`;
    execFileSync('unshare', ['-Urm', 'sh', '-c', script]);
    expect(readFileSync(mark, 'utf8')).toBe('one\n');
    expect(existsSync(late)).toBe(false);
    cpSync(kept, small.places.own, { recursive: true });
    const next = await openFleet(small);
    expect(next.snapshot().runs.R1?.state).toMatchObject({ kind: 'ended', outcome: 'unknown' });
    expect(next.snapshot().holds).toEqual({});
    await next.close();
  },
  60_000,
);

test('what a killed supervisor left running is ended before anything is said of its run', async () => {
  const other = deployWorkspace(afterAll);
  other.commit({ a: '1' });
  const pid = join(other.root, 'pid');
  other.configure({ site: pipeline({ run: sh(`echo $$ > ${pid}; trap "" HUP; while :; do sleep 1; done`) }) });
  const { spawn } = await import('node:child_process');
  const runner = spawn(process.execPath, [join(import.meta.dirname, '../programs/deploy-runner.ts'), other.root, '1'], {
    stdio: 'ignore',
  });
  await vi.waitFor(() => expect(existsSync(pid) && readFileSync(pid, 'utf8') !== '').toBe(true), 20_000);
  const left = Number(readFileSync(pid, 'utf8'));
  runner.kill('SIGKILL');
  await new Promise((resolve) => runner.once('exit', resolve));
  expect(await readProcess(left)).not.toBeNull();
  const next = await openFleet(other);
  await vi.waitFor(async () => expect(await readProcess(left)).toBeNull());
  const run = next.snapshot().runs.R1;
  expect(run?.state).toMatchObject({
    kind: 'ended',
    outcome: 'unknown',
    because: expect.stringContaining('and was ended'),
  });
  const again = await startDeploy(next, { pipeline: 'site' });
  expect(again).toMatchObject({ ok: false, problem: { kind: 'refused' } });
  await next.command({ kind: 'resolve-run', run: 'R1', shipped: false });
  expect(next.snapshot().targets['site:production']?.unknown).toBeNull();
  await next.close();
}, 60_000);
