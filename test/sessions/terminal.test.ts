import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { readProcessTable } from '../../src/sessions/process-tree.ts';
import { openTerminal } from '../../src/sessions/terminal.ts';
import { handClock, open, openProgram, specOf, untilShown } from './kit.ts';

test('shows what the program prints, and tells its exit code', async () => {
  const terminal = open({ command: 'sh', args: ['-c', 'echo héllo 日本; exit 7'] });
  expect(await terminal.exited).toEqual({ code: 7, signal: null });
  expect(terminal.screen.rows()[0]).toBe('héllo 日本');
});

test('a missing program is a problem, not a session that dies', () => {
  for (const command of ['no-such-program', './no-such-program', '/etc/passwd', '']) {
    const result = openTerminal(specOf({ command }));
    expect(result.ok, command).toBe(false);
  }
  const result = openTerminal(specOf({ command: 'no-such-program' }));
  expect(result).toMatchObject({
    problem: { kind: 'dependency', message: expect.stringContaining('no-such-program') },
  });
});

test('a missing working directory is a problem', () => {
  expect(openTerminal(specOf({ cwd: '/no/such/place' }))).toMatchObject({
    ok: false,
    problem: { kind: 'missing', where: { file: '/no/such/place' } },
  });
});

test('the program gets the given environment and nothing of ours', async () => {
  const terminal = open({
    command: 'sh',
    args: ['-c', "env | cut -d= -f1 | grep -vE '^(_|SHLVL|OLDPWD)$' | sort | tr '\\n' ' '"],
    env: { PATH: '/usr/bin:/bin', TERM: 'xterm', ONE: '1' },
  });
  await terminal.exited;
  expect(terminal.screen.rows()[0]).toBe('ONE PATH PWD TERM ');
});

test('what is typed reaches the program', async () => {
  const terminal = openProgram('echo.mjs');
  await untilShown(terminal.screen, 'ready');
  expect(terminal.write('grüße 🎉')).toBe(true);
  await untilShown(terminal.screen, 'grüße 🎉');
});

test('a paste larger than the kernel buffer arrives whole, even when the program reads late', async () => {
  const paste = '0123456789'.repeat(30_000);
  const terminal = open({
    command: 'sh',
    args: ['-c', `stty raw -echo; echo ready; sleep 0.2; head -c ${paste.length} | md5sum`],
  });
  await untilShown(terminal.screen, 'ready');
  terminal.write(paste);
  await untilShown(terminal.screen, createHash('md5').update(paste).digest('hex'));
});

test('typing into an ended session is refused and harmless', async () => {
  const terminal = open({ command: 'true' });
  await terminal.exited;
  expect(terminal.write('x')).toBe(false);
  terminal.resize(10, 10);
  await terminal.close(0);
});

test('a drag of sizes reaches the program as the first and the last one', async () => {
  const clock = handClock();
  const script = `process.stdin.setRawMode(true); process.stdin.resume();
    process.stdout.on('resize', () => process.stdout.write(process.stdout.columns + 'x' + process.stdout.rows + ' '));
    process.stdout.write('ready ');`;
  const result = openTerminal(specOf({ args: ['-e', script] }), clock);
  if (!result.ok) throw new Error(result.problem.message);
  const terminal = result.value;
  try {
    await untilShown(terminal.screen, 'ready');
    terminal.resize(81, 24);
    await untilShown(terminal.screen, '81x24');
    for (let cols = 82; cols < 120; cols += 1) terminal.resize(cols, 30);
    expect(terminal.screen.size).toEqual({ cols: 81, rows: 24 });
    clock.advance(50);
    await untilShown(terminal.screen, /ready 81x24 119x30/);
  } finally {
    await terminal.close(0);
  }
});

test('sizes are clamped to what programs survive', async () => {
  const terminal = open({ command: 'sh', args: ['-c', 'sleep 10'], cols: 0, rows: 1e9 });
  expect(terminal.screen.size).toEqual({ cols: 2, rows: 1000 });
  terminal.resize(Number.NaN, -4);
  await vi.waitFor(() => expect(terminal.screen.size).toEqual({ cols: 2, rows: 2 }));
});

test('among several claims on the size the last one decides, and leaves it to the one before', async () => {
  const clock = handClock();
  const result = openTerminal(specOf({ command: 'sleep', args: ['10'] }), clock);
  if (!result.ok) throw new Error(result.problem.message);
  const terminal = result.value;
  const first = terminal.claimSize({ cols: 50, rows: 10 });
  const second = terminal.claimSize({ cols: 60, rows: 20 });
  clock.advance(50);
  expect(terminal.screen.size).toEqual({ cols: 60, rows: 20 });
  first.change({ cols: 51, rows: 11 });
  clock.advance(50);
  expect(terminal.screen.size).toEqual({ cols: 60, rows: 20 });
  second.release();
  clock.advance(50);
  expect(terminal.screen.size).toEqual({ cols: 51, rows: 11 });
  first.release();
  await terminal.close(0);
});

test('closing leaves no descendant, not even one that left the group and ignores SIGTERM', async () => {
  const terminal = openProgram('family.mjs');
  await untilShown(terminal.screen, /family \d+ \d+ \d+ \./);
  const pids = (/family (\d+) (\d+) (\d+)/.exec(terminal.screen.rows().join('\n')) ?? []).slice(1).map(Number);
  expect(pids).toHaveLength(3);
  await terminal.close(100);
  const alive = new Set((await readProcessTable()).map(({ pid }) => pid));
  expect(pids.filter((pid) => alive.has(pid))).toEqual([]);
});

test('closing a session that goes by itself does not wait for the grace', async () => {
  const terminal = open({ command: 'sleep', args: ['60'] });
  const startedAt = performance.now();
  await terminal.close(30_000);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(await terminal.exited).toEqual({ code: null, signal: 'SIGHUP' });
});

test('an interactive shell, which ignores SIGTERM, goes without waiting for the grace', async () => {
  const terminal = open({ command: 'bash', args: ['--norc', '-i'] });
  await untilShown(terminal.screen, /[$#] ?$/m);
  const startedAt = performance.now();
  await terminal.close(30_000);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test('a program on which the first hang-up is lost is asked once more before it is killed', async () => {
  const deaf = 'trap "trap - HUP" HUP; trap "" TERM; echo ready; while :; do sleep 0.1; done';
  const terminal = open({ command: 'bash', args: ['-c', deaf] });
  await untilShown(terminal.screen, 'ready');
  await terminal.close(20_000);
  expect(await terminal.exited).toEqual({ code: null, signal: 'SIGHUP' });
});

test('a background job that outlived the program is closed with the session', async () => {
  const terminal = open({ command: 'bash', args: ['-c', 'trap "" HUP; sleep 300 & echo "job $! ."; exit 0'] });
  await terminal.exited;
  const pid = Number(/job (\d+) \./.exec(terminal.screen.rows().join('\n'))?.[1]);
  expect((await readProcessTable()).some((entry) => entry.pid === pid)).toBe(true);
  await terminal.close(0);
  expect((await readProcessTable()).some((entry) => entry.pid === pid)).toBe(false);
});

test('a flood is held back, and another session answers its keys meanwhile', async () => {
  const flood = openProgram('flood.mjs');
  const other = openProgram('echo.mjs');
  await untilShown(other.screen, 'ready');
  await untilShown(flood.screen, 'line');
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  for (let key = 0; key < 20; key += 1) {
    const letter = String.fromCharCode(97 + key);
    const serial = flood.screen.serial;
    other.write(letter);
    const startedAt = performance.now();
    await untilShown(other.screen, new RegExp(`ready\\n[a-z]*${letter}`));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await vi.waitFor(() => expect(flood.screen.serial).toBeGreaterThan(serial));
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
});

test('the last output of a program that ends at once is on the screen when its end is told', async () => {
  const terminal = openProgram('flood.mjs', '3000000');
  await terminal.exited;
  expect(terminal.screen.rows().join('\n')).toContain('END-OF-FLOOD');
});

test('a program that asks for ever and reads nothing neither blocks us nor fills our memory', async () => {
  const terminal = open({
    command: 'sh',
    args: ['-c', 'stty raw -echo; yes "$(printf "\\033[c")" | head -c 1000000; echo DONE; sleep 30'],
  });
  const before = process.memoryUsage().arrayBuffers;
  await untilShown(terminal.screen, 'DONE');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
});

test('a program that never reads is given a bounded paste, and the process goes on', async () => {
  const terminal = open({ command: 'sh', args: ['-c', 'stty raw -echo; echo ready; sleep 30'] });
  await untilShown(terminal.screen, 'ready');
  const megabyte = 'x'.repeat(1024 * 1024);
  const taken = Array.from({ length: 8 }, () => terminal.write(megabyte));
  expect(taken).toEqual([true, true, true, true, true, false, false, false]);
});
