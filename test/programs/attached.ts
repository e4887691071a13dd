// Attached mode on the terminal that it is started in, with a program of test/programs as the worker: what a test needs to
// see the outer terminal as a person does. Prints how it ended. The argument makes it end badly, or
// come after a dashboard.
import { fileURLToPath } from 'node:url';
import { attach } from '../../src/components/attach/attach.ts';
import { openOuterTerminal } from '../../src/components/attach/outer-terminal.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { fail, ok } from '../../src/domain/problem.ts';
import { openTerminal } from '../../src/sessions/terminal.ts';
import { openView } from '../../src/sessions/view.ts';
import type { FleetClient } from '../../src/wire/fleet-client.ts';
import { worldWith } from '../components/attach/worlds.ts';

const opened = openTerminal({
  command: process.execPath,
  args: [fileURLToPath(new URL('./echo.mjs', import.meta.url))],
  cwd: process.cwd(),
  env: { PATH: '/usr/bin:/bin', TERM: 'xterm-256color' },
  cols: 80,
  rows: 24,
  scrollback: 100,
});
if (!opened.ok) throw new Error(opened.problem.message);
const terminal = opened.value;

/** Stands for a fleet with one live session; commands are taken and forgotten. */
const client: FleetClient = {
  snapshot: () => worldWith(),
  subscribe: () => () => {},
  command: async () => ok([]),
  events: async () => [],
  report: async () => fail({ kind: 'missing', message: 'no reports here' }),
  openScreen: (request, listener) => openView(terminal, request, listener),
  gone: () => null,
  closed: new Promise(() => {}),
  close: () => {},
};

const ending = process.argv[2];
// When the test has seen what it wants to see.
process.once('SIGUSR2', () => {
  if (ending === 'crash') void Promise.reject(new Error('a bug'));
  if (ending === 'exit') process.exit(3);
});

if (ending === 'after-ink') {
  // As after the dashboard, which leaves listeners behind.
  const { render } = await import('ink');
  const instance = render(null, { alternateScreen: true, interactive: true });
  instance.unmount();
  await instance.waitUntilExit();
}
const outer = openOuterTerminal({ stdin: process.stdin, stdout: process.stdout });
const end = await attach({ client, worker: workerNumber(2), outer });
outer.restore();
await terminal.close(0);
console.log(`ended ${JSON.stringify(end)}`);
