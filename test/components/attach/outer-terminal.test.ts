import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from 'node-pty';
import { afterEach, expect, test, vi } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../programs/attached.ts', import.meta.url));
const LEADER = '\x1d';

const opened: IPty[] = [];
afterEach(() => {
  for (const pty of opened.splice(0)) pty.kill('SIGKILL');
});

/** Attached mode in a terminal of its own, seen as the bytes that a person's terminal gets. */
const start = (...args: readonly string[]) => {
  const pty = spawn(process.execPath, [PROGRAM, ...args], { cols: 100, rows: 20, env: { PATH: '/usr/bin:/bin' } });
  opened.push(pty);
  let output = '';
  pty.onData((text) => {
    output += text;
  });
  const exited = new Promise<{ exitCode: number; signal?: number }>((resolve) => pty.onExit(resolve));
  return {
    pty,
    exited,
    output: () => output,
    until: (text: string) => vi.waitFor(() => expect(output).toContain(text), 10_000),
  };
};

/** Modes that were set and not taken back by the end of the output. */
const modesLeftOn = (output: string): readonly string[] => {
  const on = new Set<string>();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: modes are set by control sequences.
  for (const [, mode = '', final] of output.matchAll(/\x1b\[\?(\d+)([hl])/g)) {
    if (final === 'h') on.add(mode);
    else on.delete(mode);
  }
  return [...on];
};
/** The cursor is shown, as in every terminal. */
const RESTORED = ['25'];

test('keys reach the worker, its screen comes back, and the leader leads out with the terminal restored', async () => {
  const { pty, exited, output, until } = start();
  await until('ready');
  pty.write('grüße');
  await until('grüße');
  pty.write(LEADER);
  await exited;
  expect(output()).toContain('ended {"kind":"back"}');
  expect(modesLeftOn(output())).toEqual(RESTORED);
});

test('a resize of the outer terminal reaches the worker', async () => {
  const { pty, until } = start();
  await until('ready');
  pty.resize(60, 12);
  await until('\x1b[1;1H\x1b[0;7m 2 · apps/beta');
  pty.write('still here');
  await until('still here');
});

test.for(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
  '%s restores the terminal and still ends the program',
  async (signal) => {
    const { pty, exited, output, until } = start();
    await until('ready');
    pty.kill(signal);
    expect(await exited).toMatchObject({ signal: expect.any(Number) });
    expect(modesLeftOn(output())).toEqual(RESTORED);
  },
);

test.for(['SIGTERM', 'SIGHUP'] as const)('%s ends the program after a dashboard too', async (signal) => {
  const { pty, exited, output, until } = start('after-ink');
  await until('ready');
  pty.kill(signal);
  expect(await exited).toMatchObject({ signal: expect.any(Number) });
  expect(modesLeftOn(output())).toEqual(RESTORED);
});

test.for(['crash', 'exit'] as const)('a %s restores the terminal', async (ending) => {
  const { pty, exited, output, until } = start(ending);
  await until('ready');
  pty.kill('SIGUSR2');
  await exited;
  expect(modesLeftOn(output())).toEqual(RESTORED);
  if (ending === 'crash') expect(output().slice(output().lastIndexOf('\x1b[?1049l'))).toContain('a bug');
});

test('coming back after a stop sets the modes and paints again', async () => {
  const { pty, output, until } = start();
  await until('ready');
  const before = output().length;
  pty.kill('SIGCONT');
  await vi.waitFor(() => expect(output().slice(before)).toMatch(/\[\?1049h[\s\S]*ready/));
});
