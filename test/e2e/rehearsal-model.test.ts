/** Real Claude Code sessions against the rehearsal's Messages API: what a script says is what the session does. */
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Rehearsal, rehearsalToken, startRehearsal } from '../../src/rehearsal/messages-api.ts';
import { PACES } from '../../src/rehearsal/pace.ts';
import { parseScenario } from '../../src/rehearsal/scenario.ts';

const CLAUDE = fileURLToPath(new URL('../../node_modules/.bin/claude', import.meta.url));
/** A session takes 1 to 7 s to start, depending on what else runs. */
const SESSION_TIMEOUT_MS = 90_000;

let dir: string;
let server: Rehearsal | null = null;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gaffer-model-'));
  await mkdir(join(dir, 'config'));
  await mkdir(join(dir, 'apps/alpha'), { recursive: true });
  await writeFile(join(dir, 'config/.claude.json'), JSON.stringify({ hasCompletedOnboarding: true, theme: 'dark' }));
  await writeFile(join(dir, 'apps/alpha/greeting.txt'), 'good morning\n');
});

afterEach(async () => {
  await server?.close();
  server = null;
  await rm(dir, { recursive: true, force: true });
});

test(
  'a session edits, runs commands, takes the branch its results call for, and retries an overload',
  async () => {
    await start(`
    - say: Reading {{project}} for {{task}}.
      call: { tool: Read, input: { file_path: '{{cwd}}/greeting.txt' } }
      expect: good morning
    - think: The evening is near.
      call:
        tool: Edit
        input: { file_path: '{{cwd}}/greeting.txt', old_string: morning, new_string: evening }
      error: { kind: 529, times: 1 }
    - calls:
        - { tool: Bash, input: { command: cat greeting.txt } }
        - { tool: Bash, input: { command: cat absent.txt } }
      expect: succeeds
      met:
        - say: This branch is wrong.
      else:
        - call: { tool: Bash, input: { command: 'echo worker {{worker}} coped > coped.txt' } }
    - say: '{{task}} is done.'
  `);
    const session = await claude(['Task T1: Greet']);

    expect(session.stdout).toBe('T1 is done.');
    expect(await readFile(join(dir, 'apps/alpha/greeting.txt'), 'utf8')).toBe('good evening\n');
    expect(await readFile(join(dir, 'apps/alpha/coped.txt'), 'utf8')).toBe('worker 3 coped\n');
    const turns = server?.requests().map(({ turn, attempt, status }) => [turn, attempt, status]);
    expect(turns).toEqual([
      [0, 1, 200],
      [1, 1, 529],
      [1, 2, 200],
      [2, 1, 200],
      [4, 1, 200],
      [5, 1, 200],
    ]);
    const [first, , second] = server?.requests().map(({ tokens }) => tokens) ?? [];
    expect(first?.cacheCreation).toBeGreaterThan(1000);
    expect(second?.cacheRead).toBe((first?.cacheRead ?? 0) + (first?.cacheCreation ?? 0));
  },
  SESSION_TIMEOUT_MS,
);

test(
  'a resumed session goes on at the turn where it stood, on a server that remembers nothing',
  async () => {
    const script = `
    - call: { tool: Bash, input: { command: echo one >> steps.txt } }
    - say: I pause here.
    - call: { tool: Bash, input: { command: echo two >> steps.txt } }
    - say: All steps are done.
  `;
    await start(script);
    const id = '6f1c1c52-6d0e-4f3c-9e6b-0d9a4f1b2c3d';
    expect((await claude(['--session-id', id, 'Task T1: Greet'])).stdout).toBe('I pause here.');
    await server?.close();

    await start(script);
    expect((await claude(['--resume', id, 'hello'])).stdout).toContain("worker 3's model");
    expect((await claude(['--resume', id, 'continue'])).stdout).toBe('All steps are done.');
    expect(await readFile(join(dir, 'apps/alpha/steps.txt'), 'utf8')).toBe('one\ntwo\n');
  },
  SESSION_TIMEOUT_MS,
);

test(
  'a session survives a connection that drops in the middle of an answer',
  async () => {
    await start(`
    - say: A long answer that is cut somewhere in its middle, and then given whole when it is asked for again.
      call: { tool: Bash, input: { command: echo once >> steps.txt } }
      error: drop
    - say: Done in spite of it.
  `);
    expect((await claude(['Task T1: Greet'])).stdout).toBe('Done in spite of it.');
    expect(await readFile(join(dir, 'apps/alpha/steps.txt'), 'utf8')).toBe('once\n');
    expect(server?.requests().map(({ outcome }) => outcome)).toContain('dropped');
  },
  SESSION_TIMEOUT_MS,
);

test(
  'a session that was killed during a call makes the call again when it is resumed',
  async () => {
    await start(`
    - call:
        tool: Bash
        input:
          # Ends with the session that called it.
          command: 'test -e seen || { touch seen; while kill -0 $PPID; do sleep 0.1; done; }'
      expect: succeeds
    - say: Done after all.
  `);
    const id = '6f1c1c52-6d0e-4f3c-9e6b-0d9a4f1b2c3e';
    const killed = claude(['--session-id', id, 'Task T1: Greet']);
    await vi.waitFor(() => access(join(dir, 'apps/alpha/seen')), { timeout: 30_000, interval: 50 });
    killed.kill('SIGKILL');
    await expect(killed).rejects.toMatchObject({ signal: 'SIGKILL' });

    expect((await claude(['--resume', id, 'continue'])).stdout).toBe('Done after all.');
    expect(server?.requests().map(({ turn }) => turn)).toEqual([0, 0, 1]);
  },
  SESSION_TIMEOUT_MS,
);

const start = async (turns: string): Promise<void> => {
  const reading = parseScenario(
    `
name: model
workspace: { projects: [{ path: apps/alpha }] }
backlog: [{ id: T1, title: Greet, project: apps/alpha }]
scripts:
- turns:${turns}`,
    'model.yaml',
  );
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  server = await startRehearsal({ scenario: reading.value, logFile: join(dir, 'requests.jsonl'), pace: PACES.fast });
};

const claude = (args: readonly string[]) =>
  execa(CLAUDE, ['-p', '--permission-mode', 'default', '--model', 'haiku', '--allowedTools=Bash,Edit', ...args], {
    cwd: join(dir, 'apps/alpha'),
    extendEnv: false,
    stdin: 'ignore',
    env: {
      PATH: '/usr/bin:/bin',
      HOME: dir,
      CLAUDE_CONFIG_DIR: join(dir, 'config'),
      ANTHROPIC_BASE_URL: server?.url,
      ANTHROPIC_AUTH_TOKEN: rehearsalToken(3),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    },
  });
