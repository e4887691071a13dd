/** Disks in a mount namespace, Podman's own API, and programs that hang, flood and fork: each fault found, each twin passes. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Finding } from '../../src/domain/checks/finding.ts';
import { forecastPart } from '../../src/jobs/checks/disk.ts';
import { findingOf } from '../kit/checks.ts';
import { tempDir } from '../kit/temp.ts';
import { needTools, runTool } from '../kit/tools.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DAY_MS = 86_400_000;

describe('a disk', () => {
  let root = '';
  beforeAll(() => {
    needTools('unshare', 'df');
    root = tempDir();
    mkdirSync(join(root, 'cache'));
  });

  /** The finding in a namespace where `prepare` has run: its mounts are gone with it. */
  const findingIn = (prepare: string, spec: Readonly<Record<string, unknown>>): Finding => {
    const program = join(ROOT, 'test/programs/check-finding.ts');
    const check = JSON.stringify({ kind: 'disk', path: 'cache', ...spec });
    const script = `set -e; ${prepare}; exec "$NODE" "$PROGRAM" "$CHECK" "$PLACE"`;
    const run = spawnSync('unshare', ['-rm', 'sh', '-c', script], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', NODE: process.execPath, PROGRAM: program, CHECK: check, PLACE: root },
    });
    if (run.status !== 0) throw new Error(`${run.stdout}${run.stderr}`);
    return JSON.parse(run.stdout);
  };
  const MOUNT = 'mount -t tmpfs -o size=4m,nr_inodes=200 mine cache';

  it('that is mounted and has room passes', () => {
    expect(findingIn(MOUNT, { device: 'mine', type: 'tmpfs' })).toMatchObject({ reading: 'pass', subjects: [] });
  });

  it.each([
    ['is filled to the brim', `${MOUNT}; dd if=/dev/zero of=cache/fill bs=1k 2>/dev/null || true`, {}, '100% full'],
    ['has no inodes left', `${MOUNT}; i=0; while [ $i -lt 198 ]; do : > cache/$i; i=$((i+1)); done`, {}, 'inodes left'],
    ['is not mounted', ':', {}, 'nothing is mounted'],
    ['is another one', MOUNT, { device: '/dev/sdz9' }, 'should be /dev/sdz9'],
    ['is of another type', MOUNT, { type: 'ext4' }, 'should be ext4'],
    ['has gone read-only', `${MOUNT}; mount -o remount,ro cache`, {}, 'read-only'],
    ['is not there at all', ':', { path: 'nowhere' }, 'cannot be looked at'],
  ])('that %s fails', (_, prepare, spec, evidence) => {
    const found = findingIn(prepare, spec);
    expect(found.reading).toBe('fail');
    expect(found.evidence).toContain(evidence);
    expect(found.fix).not.toBeNull();
  });

  it('that is low on room warns', () => {
    expect(
      findingIn(`${MOUNT}; dd if=/dev/zero of=cache/fill bs=1M count=3 2>/dev/null`, {
        free: { warn: '50%', fail: '1%' },
      }),
    ).toMatchObject({ reading: 'warn' });
  });

  it('that grows is forecast to be full, and one that does not is not', () => {
    const points = Array.from({ length: 10 }, (_, day) => ({ at: day * DAY_MS, value: 100 + day * 10 }));
    const spec = { path: '/cache', fullWithin: 7 * DAY_MS };
    expect(forecastPart(spec, points, 240)).toMatchObject({
      reading: 'warn',
      evidence: '/cache is full in 5 d at its pace',
    });
    expect(forecastPart(spec, points, 10_000)).toBeNull();
    expect(
      forecastPart(
        spec,
        points.toReversed().map(({ value }, day) => ({ at: day * DAY_MS, value })),
        240,
      ),
    ).toBeNull();
    expect(forecastPart(spec, points.slice(0, 3), 140)).toBeNull();
  });

  it('without smartctl is errored where its SMART is asked for', async () => {
    const bin = join(root, 'bin');
    mkdirSync(bin);
    for (const program of ['df']) {
      writeFileSync(
        join(bin, program),
        `#!/bin/sh\nexec ${runTool('sh', ['-c', `command -v ${program}`], { cwd: root }).trim()} "$@"\n`,
      );
      chmodSync(join(bin, program), 0o755);
    }
    const found = await findingOf(
      { kind: 'disk', path: '/', smart: '/dev/sda', free: { warn: 1, fail: 0 } },
      { root, environment: { PATH: bin } },
    );
    expect(found).toMatchObject({ reading: 'errored', fix: 'Install it: apt install smartmontools' });
  });
});

describe('containers, as Podman’s own API tells them', () => {
  let root = '';
  let service: ReturnType<typeof spawn> | null = null;
  const podman = (...args: readonly string[]): string =>
    runTool(
      'podman',
      ['--root', join(root, 'store'), '--runroot', join(root, 'run'), '--storage-driver', 'vfs', ...args],
      {
        cwd: root,
        env: { XDG_RUNTIME_DIR: root },
      },
    );

  beforeAll(async () => {
    needTools('podman', 'tar');
    root = tempDir();
    mkdirSync(join(root, 'image'));
    writeFileSync(join(root, 'image/hello'), 'hello');
    runTool('tar', ['-cf', 'image.tar', '-C', 'image', '.'], { cwd: root });
    podman('import', '-q', 'image.tar', 'example.test/app:1.0');
    podman('tag', 'example.test/app:1.0', 'example.test/app:latest');
    const good = [
      '--restart',
      'unless-stopped',
      '--memory',
      '64m',
      '--health-cmd',
      'true',
      '--log-driver',
      'k8s-file',
      '--log-opt',
      'max-size=1mb',
    ];
    writeFileSync(join(root, 'docker.sock'), 'a stand-in for the socket: only its mount is looked at');
    podman('create', '--name', 'good', ...good, 'example.test/app:1.0', '/hello');
    podman(
      'create',
      '--name',
      'bad',
      '--privileged',
      '--log-driver',
      'k8s-file',
      '-v',
      `${root}/docker.sock:/var/run/docker.sock`,
      'example.test/app:latest',
      '/hello',
    );
    const socket = join(root, 'api.sock');
    service = spawn(
      'podman',
      [
        '--root',
        join(root, 'store'),
        '--runroot',
        join(root, 'run'),
        '--storage-driver',
        'vfs',
        'system',
        'service',
        '--time=0',
        `unix://${socket}`,
      ],
      { env: { PATH: process.env.PATH ?? '', HOME: root, XDG_RUNTIME_DIR: root }, stdio: 'ignore' },
    );
    await vi.waitFor(() => expect(existsSync(socket)).toBe(true));
  }, 60_000);
  afterAll(() => {
    service?.kill('SIGTERM');
  });
  const check = (spec: Readonly<Record<string, unknown>> = {}) =>
    findingOf({ kind: 'containers', socket: 'api.sock', ...spec }, { root });

  it('that keep to every policy pass', async () => {
    expect(await check({ only: ['good'] })).toMatchObject({ reading: 'pass', subjects: [] });
  });

  it('that break policies are named with each one', async () => {
    const found = await check();
    expect(found.reading).toBe('fail');
    const broken = ['health', 'logs', 'memory', 'pinned', 'privileged', 'restart', 'socket'];
    expect(found.subjects).toEqual(broken.map((policy) => `bad/${policy}`));
  });

  it('are held only to what gaffer.yaml minds', async () => {
    const off = {
      restart: 'off',
      health: 'off',
      memory: 'off',
      pinned: 'warn',
      privileged: 'off',
      socket: 'off',
      logs: 'off',
    };
    expect(await check({ policies: off })).toMatchObject({ reading: 'warn', subjects: ['bad/pinned'] });
  });

  it('that are expected and do not run are found', async () => {
    expect(await check({ only: ['good'], expect: ['good', 'nova'] })).toMatchObject({
      reading: 'fail',
      subjects: ['good/expected', 'nova/expected'],
    });
  });

  it('of a daemon that does not answer are errored, never passed', async () => {
    expect(await check({ socket: 'nowhere.sock' })).toMatchObject({ reading: 'errored' });
  });
});

describe('any program', () => {
  let root = '';
  beforeAll(() => {
    root = tempDir();
  });
  const check = (command: readonly string[], spec = {}, bench = {}) =>
    findingOf({ kind: 'command', command, ...spec }, { root, ...bench });
  const sh = (script: string, spec = {}, bench = {}) => check(['sh', '-c', script], spec, bench);

  it.each([
    ['echo fine', {}, 'pass'],
    ['exit 1', {}, 'fail'],
    ['exit 1', { exit: [1] }, 'pass'],
    ['echo careful; exit 1', { warnExit: [1] }, 'warn'],
    ['exit 127', {}, 'errored'],
    ['kill -9 $$', {}, 'errored'],
    ['echo queue 3', { matches: '^queue \\d$' }, 'pass'],
    ['echo queue x', { matches: '^queue \\d$' }, 'fail'],
    ['echo ERROR', { forbids: '(?i)error' }, 'fail'],
    [
      'echo \'{"depth":3,"disks":[{"ok":true}]}\'',
      {
        json: [
          { at: 'depth', below: 5 },
          { at: 'disks[0].ok', equals: true },
        ],
      },
      'pass',
    ],
    ['echo \'{"depth":9}\'', { json: [{ at: 'depth', below: 5 }] }, 'fail'],
    ['echo \'{"depth":9}\'', { json: [{ at: 'nothing', below: 5 }] }, 'fail'],
    ['echo no json', { json: [{ at: 'depth', below: 5 }] }, 'fail'],
  ])('%s, expecting %j, reads %s', async (script, spec, reading) => {
    expect((await sh(script, spec)).reading).toBe(reading);
  });

  it('that is not there is errored, with how to get it', async () => {
    expect(await check(['smartctl-not-here'])).toMatchObject({
      reading: 'errored',
      evidence: 'smartctl-not-here is not installed',
    });
  });

  it('that hangs and minds no signal is ended in its time, with all that it started', async () => {
    const startedAt = performance.now();
    const found = await sh(
      `trap "" TERM; (trap "" TERM; sleep 61.5) & echo $! > ${root}/pid; sleep 62.5`,
      {},
      { timeoutMs: 300 },
    );
    expect(found.reading).toBe('errored');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await vi.waitFor(() => expect(spawnSync('pgrep', ['-f', 'sleep 61[.]5']).status).toBe(1));
  });

  it('that floods its output costs bounded memory and is read to its end', async () => {
    const before = process.memoryUsage().rss;
    const found = await sh('head -c 100000000 /dev/zero | tr "\\0" x; echo; echo the end');
    expect(found).toMatchObject({ reading: 'pass', evidence: 'the end' });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 ** 2);
  });

  it('that forks into the background and holds its output does not hold the check', async () => {
    const startedAt = performance.now();
    expect((await sh('sleep 20 & echo done')).reading).toBe('pass');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('whose pattern would run for ever is errored and not waited for', async () => {
    const found = await sh(`echo ${'a'.repeat(40)}b`, { matches: '^(a+)+$' });
    expect(found).toMatchObject({ reading: 'errored' });
  });
});
