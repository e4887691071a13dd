import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { collectOutput, outputText } from '../../src/jobs/capped-output.ts';
import { HELD_STDIO, heldArgv } from '../../src/jobs/held-start.ts';
import { type CommandRequest, describeEnd, runCommand, succeeded } from '../../src/jobs/run-command.ts';
import { readProcess } from '../../src/sessions/process-tree.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

const PATH = process.env.PATH ?? '/usr/bin:/bin';

const run = async (script: string, over: Partial<CommandRequest> = {}) =>
  runCommand({
    argv: ['sh', '-c', script],
    cwd: over.cwd ?? (await temporaryDirectory()),
    env: { PATH },
    timeoutMs: 20_000,
    maxOutputBytes: 10_000,
    ...over,
  });

/** A zombie that nobody has reaped yet is dead. */
const isAlive = async (pid: number): Promise<boolean> => (await readProcess(pid)) !== null;

test('tells the exit code and both outputs, and gives the program nothing but what it was given', async () => {
  const result = await run('echo out; echo err >&2; env | grep -c ^SECRET; exit 3', { env: { PATH, A: 'b' } });
  expect(result).toMatchObject({ exitCode: 3, signal: null, timedOut: false, aborted: false, leftBehind: false });
  expect(result.stdout).toEqual({ head: 'out\n0\n', tail: '', droppedBytes: 0 });
  expect(result.output.head.split('\n').sort()).toEqual(['', '0', 'err', 'out']);
  expect(succeeded(result)).toBe(false);
  expect(describeEnd(result)).toBe('exit 3');
});

test('arguments are never read by a shell', async () => {
  const cwd = await temporaryDirectory();
  const result = await run('', { cwd, argv: ['printf', '%s', '$(id); `id` > x'] });
  expect(result.stdout.head).toBe('$(id); `id` > x');
});

test('a program that is not there, that may not run, and a directory that is not there are values', async () => {
  const cwd = await temporaryDirectory();
  await writeFile(join(cwd, 'plain'), 'text', { mode: 0o644 });
  expect(await run('', { argv: ['no-such-program'] })).toMatchObject({ notStarted: 'no program no-such-program' });
  expect(await run('', { cwd, argv: ['./plain'] })).toMatchObject({ notStarted: './plain may not be run' });
  expect(await run('', { cwd: join(cwd, 'gone') })).toMatchObject({ notStarted: `no directory ${join(cwd, 'gone')}` });
  expect((await run('', { argv: ['echo', 'a\0b'] })).notStarted).toMatch(/null bytes/);
});

test('a program that somebody wants to know of begins only when they know, and sees no trace of having waited', async () => {
  const cwd = await temporaryDirectory();
  let existedBefore: boolean | null = null;
  const onSpawn = (): void => {
    const until = performance.now() + 300;
    while (performance.now() < until && existedBefore !== true) existedBefore = existsSync(join(cwd, 'began'));
  };
  const argv = ['bash', '-c', ': > began; ls /proc/self/fd | wc -l; env | sort', '$(x)', 'a  b'] as const;
  const held = await run('', { cwd, argv, onSpawn });
  expect(existedBefore).toBe(false);
  expect(existsSync(join(cwd, 'began'))).toBe(true);
  const free = await run('', { cwd, argv });
  expect(held).toMatchObject({ exitCode: 0, signal: null, stdout: free.stdout });
});

test('a program whose starter is gone before it knows never begins', async () => {
  const cwd = await temporaryDirectory();
  const [program, ...args] = heldArgv(['touch', join(cwd, 'began')], {});
  const child = spawn(program, args, { stdio: [...HELD_STDIO] });
  child.stdio[3]?.destroy();
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).not.toBe(0);
  expect(existsSync(join(cwd, 'began'))).toBe(false);
});

test('what hangs is ended after its time with all of its group', async () => {
  const cwd = await temporaryDirectory();
  const result = await run('sleep 60 & echo $! > child; echo begun; wait', { cwd, timeoutMs: 300 });
  expect(result).toMatchObject({ timedOut: true, exitCode: null, signal: 'SIGTERM' });
  expect(result.output.head).toBe('begun\n');
  const child = Number(await readFile(join(cwd, 'child'), 'utf8'));
  await vi.waitFor(async () => expect(await isAlive(child)).toBe(false));
});

test('what ignores TERM is killed after the grace, its children too', async () => {
  const cwd = await temporaryDirectory();
  const script = 'trap "" TERM; (trap "" TERM; echo $(sh -c "echo \\$PPID") > child; while :; do sleep 1; done) & wait';
  const result = await run(`${script}; while :; do sleep 1; done`, { cwd, timeoutMs: 300, graceMs: 200 });
  expect(result).toMatchObject({ timedOut: true, signal: 'SIGKILL' });
  const child = Number(await readFile(join(cwd, 'child'), 'utf8'));
  await vi.waitFor(async () => expect(await isAlive(child)).toBe(false));
});

test('a grandchild that daemonises and holds the pipe does not hold the run', async () => {
  const cwd = await temporaryDirectory();
  const result = await run(
    'setsid sh -c "echo \\$\\$ > daemon; exec sleep 60" & while [ ! -s daemon ]; do sleep 0.01; done; echo done',
    { cwd },
  );
  const daemon = Number(await readFile(join(cwd, 'daemon'), 'utf8'));
  process.kill(daemon, 'SIGKILL');
  expect(result).toMatchObject({ exitCode: 0, leftBehind: true, timedOut: false });
  expect(result.output.head).toBe('done\n');
  expect(result.ms).toBeLessThan(10_000);
});

test('a child left in the group ends with the run', async () => {
  const cwd = await temporaryDirectory();
  const result = await run('sleep 60 & echo $! > child; echo done', { cwd });
  expect(result).toMatchObject({ exitCode: 0, leftBehind: false });
  const child = Number(await readFile(join(cwd, 'child'), 'utf8'));
  await vi.waitFor(async () => expect(await isAlive(child)).toBe(false));
});

test('a flood keeps its head, its tail and the count of what was dropped', async () => {
  let seen = 0;
  const result = await run('echo first; yes 0123456789 | head -c 5000000; echo last', {
    onOutput: (chunk) => {
      seen += chunk.length;
    },
  });
  expect(result.stdout.head.startsWith('first\n')).toBe(true);
  expect(result.stdout.tail.endsWith('last\n')).toBe(true);
  const kept = Buffer.byteLength(result.stdout.head) + Buffer.byteLength(result.stdout.tail);
  expect(kept).toBe(10_000);
  expect(result.stdout.droppedBytes + kept).toBe(5_000_000 + 11);
  expect(seen).toBe(5_000_011);
  expect(outputText(result.stdout)).toContain(`${result.stdout.droppedBytes} bytes left out`);
});

test('stops when it is told to, and does not start when it was told before', async () => {
  const stop = new AbortController();
  const running = run('echo begun; sleep 60', { signal: stop.signal, onOutput: () => stop.abort() });
  expect(await running).toMatchObject({ aborted: true, timedOut: false, signal: 'SIGTERM' });
  expect(await run('echo never', { signal: stop.signal })).toMatchObject({
    aborted: true,
    notStarted: 'stopped before it started',
  });
});

test('a stop that comes while the program is looked for is heard', async () => {
  const stop = new AbortController();
  const cwd = await temporaryDirectory();
  const running = run('sleep 60', { cwd, signal: stop.signal, onSpawn: () => undefined });
  stop.abort();
  expect(await running).toMatchObject({ aborted: true, timedOut: false });
});

test('a cut through a character leaves no garbage', () => {
  const collector = collectOutput(10);
  for (const byte of Buffer.from('ääääääääää')) collector.add(Buffer.from([byte]));
  expect(collector.end()).toEqual({ head: 'ää', tail: 'ää', droppedBytes: 10 });
});
