import { spawn } from 'node-pty';
import { expect, test, vi } from 'vitest';

const guarded = new URL('../programs/guarded.ts', import.meta.url).pathname;

const open = () => {
  const pty = spawn(process.execPath, [guarded], { cols: 80, rows: 24, env: { PATH: '/usr/bin:/bin' } });
  let out = '';
  pty.onData((data) => {
    out += data;
  });
  return { pty, out: () => out };
};

test('after SIGKILL the terminal has its modes, its screen and its line discipline back', async () => {
  const { pty, out } = open();
  await vi.waitFor(() => expect(out()).toContain('ready'), 10_000);
  process.kill(pty.pid, 'SIGKILL');
  await vi.waitFor(() => expect(out()).toMatch(/\?2004l.*\?1004l.*\?1002l.*\?25h.*\?1049l/s), 10_000);
});

test('an orderly end leaves nothing for the guard to do', async () => {
  const { pty, out } = open();
  await vi.waitFor(() => expect(out()).toContain('ready'), 10_000);
  const ended = new Promise((resolve) => pty.onExit(resolve));
  pty.write('q');
  await ended;
  expect(out()).not.toContain('\x1b[?1004l');
});
