/** A person types into a real Claude Code session in a terminal; the rehearsal's model answers on its screen. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { spawn } from 'node-pty';
import { expect, test, vi } from 'vitest';
import { rehearsalToken, startRehearsal } from '../../src/rehearsal/messages-api.ts';
import { PACES } from '../../src/rehearsal/pace.ts';
import { aScript } from '../kit/scenario.ts';

const CLAUDE = fileURLToPath(new URL('../../node_modules/.bin/claude', import.meta.url));
/** A session takes 1 to 7 s to start, depending on what else runs. */
const START = { timeout: 30_000, interval: 50 };

test('a session shows the script of its task, waits at the permission dialog, and chats', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'gaffer-interactive-'));
  const scenario = aScript(`
    - think: A look around first.
      say: I look around in {{project}}.
      call: { tool: Bash, input: { command: 'touch made-by-{{worker}}' } }
      expect: fails
      met:
        - say: You would rather not. I leave it, then.
      else:
        - say: Made it.
  `);
  const server = await startRehearsal({ scenario, logFile: join(dir, 'log.jsonl'), pace: PACES.fast });
  const cwd = join(dir, 'alpha');
  await mkdir(join(dir, 'config'));
  await mkdir(cwd);
  const config = { hasCompletedOnboarding: true, theme: 'dark', projects: { [cwd]: { hasTrustDialogAccepted: true } } };
  await writeFile(join(dir, 'config/.claude.json'), JSON.stringify(config));

  const screen = new xterm.Terminal({ cols: 100, rows: 40, allowProposedApi: true });
  const pty = spawn(CLAUDE, ['--permission-mode', 'default', '--model', 'haiku'], {
    cwd,
    cols: 100,
    rows: 40,
    env: {
      PATH: '/usr/bin:/bin',
      TERM: 'xterm-256color',
      HOME: dir,
      CLAUDE_CONFIG_DIR: join(dir, 'config'),
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_AUTH_TOKEN: rehearsalToken(5),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN: '1',
      DISABLE_AUTOUPDATER: '1',
    },
  });
  const exited = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  pty.onData((data) => screen.write(data));
  screen.onData((reply) => pty.write(reply));
  const shown = (): string =>
    Array.from({ length: screen.buffer.active.length }, (_, row) =>
      screen.buffer.active.getLine(row)?.translateToString(true),
    ).join('\n');
  const sees = (text: string | RegExp) => vi.waitFor(() => expect(shown()).toMatch(text), START);
  const type = async (text: string) => {
    pty.write(text);
    await sees(text);
    pty.write('\r');
  };
  try {
    await sees(/\? for shortcuts/);
    await type('Task T1: Greet');
    await sees('I look around in apps/alpha');
    await sees(/Do you want to proceed\?/);
    pty.write('\x1b');
    await sees(/Interrupted|interrupted|rejected/i);
    await type('continue please');
    await sees('You would rather not. I leave it, then.');
    await type('who is there');
    await sees("I am worker 5's model in the rehearsal");
  } finally {
    pty.kill('SIGKILL');
    await exited;
    screen.dispose();
    await server.close();
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}, 120_000);
