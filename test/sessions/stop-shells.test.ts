import { spawn } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { readProcess } from '../../src/sessions/process-tree.ts';
import { stopShells } from '../../src/sessions/stop-shells.ts';

let leader: ReturnType<typeof spawn> | undefined;
afterEach(() => leader?.kill('SIGKILL'));

test('the shells of a session end with all they started, and its program lives on', async () => {
  // A session's program: it starts a shell with a child of its own, and a helper that is no shell.
  leader = spawn(process.execPath, [
    '-e',
    `const { spawn } = require('child_process');
     const shell = spawn('bash', ['-c', 'sleep 600 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
     const helper = spawn('sleep', ['600'], { stdio: 'ignore' });
     shell.stdout.once('data', (inner) => console.log([shell.pid, Number(inner), helper.pid].join(' ')));
     setInterval(() => {}, 1000);`,
  ]);
  const said = await new Promise<string>((resolve) => leader?.stdout?.once('data', (text) => resolve(String(text))));
  const [shell = 0, inner = 0, helper = 0] = said.trim().split(' ').map(Number);
  await stopShells(leader.pid ?? 0);
  await vi.waitFor(async () => expect([await readProcess(shell), await readProcess(inner)]).toEqual([null, null]), {
    timeout: 15_000,
  });
  expect(await readProcess(leader.pid ?? 0)).not.toBeNull();
  expect(await readProcess(helper)).not.toBeNull();
  process.kill(helper, 'SIGKILL');
});
