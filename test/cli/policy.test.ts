import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { makePolicyWorkspace } from '../kit/policy-workspace.ts';

const world = makePolicyWorkspace();
afterAll(world.dispose);

const PROGRAM = new URL('../programs/policy.ts', import.meta.url).pathname;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (args: readonly string[], stdin = ''): Promise<Ended> => runAlone([...args, '-w', world.workspace], stdin);

const runAlone = (args: readonly string[], stdin = ''): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, HOME: world.home, USER: 'dev' };
    const child = execFile(process.execPath, [PROGRAM, 'policy', ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
    child.stdin?.end(stdin);
  });

describe('gaffer policy check', () => {
  test('judges one command and exits 5 when it is denied', async () => {
    const allowed = await run(['check', '--lock', 'apps/alpha', 'npm test']);
    expect(allowed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^allow: /) });
    const denied = await run(['check', '--json', 'sudo ls']);
    expect(denied.code).toBe(5);
    expect(JSON.parse(denied.stdout)).toMatchObject({ outcome: 'deny', from: 'built-in' });
  });

  test('answers each line of a stream in order, also those that are no calls', async () => {
    const cwd = `${world.workspace}/apps/alpha`;
    const lines = [
      JSON.stringify({ id: 1, tool: 'Bash', input: { command: 'ls' }, cwd, lockedProject: 'apps/alpha' }),
      'not json',
      JSON.stringify({ id: 'x', tool: 'Bash', input: { command: 'sudo ls' }, cwd, lockedProject: null }),
      JSON.stringify({ id: 4, tool: 'Bash', input: { command: 'ls' }, cwd, lockedProject: 7 }),
      JSON.stringify({ id: 5, tool: 'Read', cwd }),
    ];
    const { stdout } = await run(['check', '--jsonl'], `${lines.join('\n')}\n`);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ id, verdict }) => [id, verdict])).toEqual([
      [1, 'allow'],
      [null, 'ask'],
      ['x', 'deny'],
      [4, 'ask'],
      [5, 'ask'],
    ]);
    expect(Object.keys(answers[0])).toEqual(['id', 'verdict', 'rule', 'because', 'ms']);
  });

  test('takes the workspace by -C as other commands do, and never from the middle of a command', async () => {
    const given = ['check', '-C', world.workspace, '--lock', 'apps/alpha', 'git -C src status'];
    expect(await runAlone(given)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^allow: /) });
    const torn = ['explain', '--lock', 'apps/alpha', 'git', '-C', world.workspace, 'status'];
    expect(await runAlone(torn)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('quotes') });
  });

  test('without a call it says how to give one and exits 2', async () => {
    expect(await run(['check'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--input') });
  });
});

test('gaffer policy explain shows every part, with control characters made visible', async () => {
  const { stdout } = await run(['explain', '--lock', 'apps/alpha', 'ls && echo \u001b[31mred']);
  expect(stdout).toContain('allow read');
  expect(stdout).not.toContain('\u001b');
});

describe('gaffer policy test', () => {
  const examples = (text: string): void => writeFileSync(`${world.workspace}/POLICIES.test.yaml`, text);

  test('exits 78 when there are no examples', async () => {
    expect(await run(['test'])).toMatchObject({ code: 78 });
  });

  test('exits 1 and names the examples that do not hold', async () => {
    examples('lock: apps/alpha\nexamples:\n  - {command: ls, expect: allow}\n  - {command: sudo ls, expect: allow}\n');
    const { code, stdout } = await run(['test']);
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL 2: sudo ls: expected allow, got deny');
    expect(stdout).toContain('1 of 2 examples hold');
  });

  test('exits 0 when all hold', async () => {
    examples(
      'examples:\n  - {tool: Read, input: {file_path: README.md}, expect: allow}\n  - {command: npm test, expect: ask}\n',
    );
    expect(await run(['test'])).toMatchObject({ code: 0, stdout: '2 of 2 examples hold\n' });
  });
});
