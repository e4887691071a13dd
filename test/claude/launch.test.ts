import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Launch, type LaunchSpec, prepareLaunch } from '../../src/claude/launch.ts';
import { createTokens } from '../../src/claude/tokens.ts';
import { sessionId, workerNumber } from '../../src/domain/ids.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gaffer-launch-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const key = { worker: workerNumber(4), generation: 9 };
const tokens = createTokens().issue(key);
const spec = (change: Partial<LaunchSpec> = {}): LaunchSpec => ({
  key,
  agent: ['/opt/claude', '--verbose'],
  start: { kind: 'new', session: sessionId('11111111-2222-4333-8444-555555555555') },
  cwd: '/ws/apps/alpha',
  model: 'haiku',
  directory: join(root, 'w4'),
  tokens,
  loopbackOrigin: 'http://127.0.0.1:4000',
  settings: {
    client: { kind: 'perl', program: '/usr/bin/perl', script: '/opt/gaffer/bin/gaffer-hook.pl', note: null },
    gateSocket: '/run/gate.sock',
    deny: [],
    ask: [],
    models: [],
    sandbox: null,
  },
  environment: { from: { HOME: '/home/mara' }, extraNames: [], ownRoot: '/opt/gaffer', author: null, overrides: {} },
  ...change,
});

const prepare = async (change?: Partial<LaunchSpec>): Promise<Launch> => {
  const launch = await prepareLaunch(spec(change));
  if (!launch.ok) throw new Error(launch.problem.message);
  return launch.value;
};

describe('a launch', () => {
  it('starts a new session by its id, with our settings and tools and nothing else', async () => {
    const launch = await prepare();
    expect(launch).toMatchObject({ command: '/opt/claude', cwd: '/ws/apps/alpha', sessionId: spec().start.session });
    expect(launch.args).toEqual([
      '--verbose',
      ...['--session-id', '11111111-2222-4333-8444-555555555555'],
      ...['--permission-mode', 'default'],
      ...['--model', 'haiku'],
      ...['--name', 'worker4'],
      ...['--settings', join(root, 'w4/settings.json')],
      ...['--mcp-config', join(root, 'w4/mcp.json'), '--strict-mcp-config'],
    ]);
  });

  it('takes a session up again by exactly its id', async () => {
    const { args } = await prepare({ start: { kind: 'resume', session: sessionId('an-id') }, model: null });
    expect(args.slice(1, 3)).toEqual(['--resume', 'an-id']);
    expect(args).not.toContain('--session-id');
    expect(args).not.toContain('--model');
  });

  it('keeps its secrets in files of our own and out of the arguments', async () => {
    const launch = await prepare();
    expect(await readFile(join(root, 'w4/token'), 'utf8')).toBe(`4 9 ${tokens.gate}\n`);
    expect(await readFile(join(root, 'w4/mcp.json'), 'utf8')).toContain(`Bearer ${tokens.tools}`);
    for (const name of ['token', 'mcp.json', 'settings.json']) {
      expect((await stat(join(root, 'w4', name))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(join(root, 'w4'))).mode & 0o777).toBe(0o700);
    for (const secret of [tokens.gate, tokens.tools]) {
      expect(JSON.stringify(launch)).not.toContain(secret);
      expect(await readFile(join(root, 'w4/settings.json'), 'utf8')).not.toContain(secret);
    }
    expect(launch.args.join(' ')).not.toContain(tokens.telemetry);
  });

  it('says where its files could not be written', async () => {
    await writeFile(join(root, 'file'), '');
    const launch = await prepareLaunch(spec({ directory: join(root, 'file/w4') }));
    expect(launch).toMatchObject({ ok: false, problem: { kind: 'process', where: { file: join(root, 'file/w4') } } });
  });
});
