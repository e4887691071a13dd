import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GateSocket, type GateSocketOptions, openGateSocket } from '../../src/claude/gate-socket.ts';
import { chooseHookClient } from '../../src/claude/hook-client.ts';
import { allowTool } from '../../src/claude/hook-reply.ts';
import { createTokens } from '../../src/claude/tokens.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { REPOSITORY } from '../kit/claude-rig.ts';

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const binDirectory = join(REPOSITORY, 'bin');
const clients = {
  perl: ['/usr/bin/perl', join(binDirectory, 'gaffer-hook.pl')],
  node: [process.execPath, join(binDirectory, 'gaffer-hook.cjs')],
} as const;

const session = { worker: workerNumber(3), generation: 7 };
const call = (event = 'PreToolUse', extra: object = {}): string =>
  JSON.stringify({ hook_event_name: event, session_id: 's', cwd: '/w', tool_name: 'Bash', tool_input: {}, ...extra });

let directory: string;
const open: { close: () => unknown }[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gaffer-hook-'));
});
afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
  await rm(directory, { recursive: true, force: true });
});

const openGate = async (onHook: GateSocketOptions['onHook']): Promise<GateSocket & { readonly refused: string[] }> => {
  const tokens = createTokens();
  await writeToken(`3 7 ${tokens.issue(session).gate}\n`);
  const refused: string[] = [];
  const gate = await openGateSocket({ directory, tokens, onHook, onRefused: (because) => refused.push(because) });
  if (!gate.ok) throw new Error(gate.problem.message);
  open.push(gate.value);
  return { ...gate.value, refused };
};

const writeToken = (text: string): Promise<void> => writeFile(join(directory, 'token'), text, { mode: 0o600 });

const tokenText = (): Promise<string> => readFile(join(directory, 'token'), 'utf8');

/** A supervisor that misbehaves at the socket: a double, by intent. */
const openRogue = async (behave: (socket: Socket) => void): Promise<void> => {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(join(directory, 'gate.sock'), resolve));
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  await writeToken(`3 7 ${'x'.repeat(43)}\n`);
};

const run = (
  kind: keyof typeof clients,
  { mode = 'gate', deadline = '5', input = call(), socket = join(directory, 'gate.sock') } = {},
): Promise<Outcome> & { readonly kill: () => void } => {
  const [program, script] = clients[kind];
  const child = spawn(program, [script, mode, socket, join(directory, 'token'), deadline]);
  const chunks = { out: '', err: '' };
  child.stdout.on('data', (data) => {
    chunks.out += data;
  });
  child.stderr.on('data', (data) => {
    chunks.err += data;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const outcome = new Promise<Outcome>((resolve) => child.on('close', (code) => resolve({ code, ...chunks })));
  return Object.assign(outcome, { kill: () => child.kill('SIGKILL') });
};

describe.each(['perl', 'node'] as const)('the %s hook client', (kind) => {
  it('prints the answer of the gate and exits 0', async () => {
    await openGate(async ({ worker, generation, event }) => allowTool(`${worker}.${generation} ${event}`));
    const { code, out } = await run(kind);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(allowTool('3.7 PreToolUse'));
  });

  it('carries a call of several megabytes and text of any script whole', async () => {
    const content = 'Grüße 🐈 '.repeat(400_000);
    await openGate(async ({ payload }) =>
      allowTool(JSON.stringify(payload.tool_input) === JSON.stringify({ content }) ? 'Grüße 🐈' : 'not the same'),
    );
    const { code, out } = await run(kind, { input: call('PreToolUse', { tool_input: { content } }) });
    expect({ code, reply: JSON.parse(out) }).toEqual({ code: 0, reply: allowTool('Grüße 🐈') });
  });

  describe.each<{
    readonly fault: string;
    readonly arrange: () => Promise<unknown>;
    readonly deadline?: string;
    readonly says: RegExp;
  }>([
    { fault: 'no socket is there', arrange: () => writeToken(`3 7 ${'x'.repeat(43)}\n`), says: /cannot be reached/ },
    {
      fault: 'the token file is missing',
      arrange: () =>
        openRogue((socket) => socket.end('gaffer-hook/1 2\n{}\n')).then(() => rm(join(directory, 'token'))),
      says: /cannot be asked/,
    },
    {
      fault: 'the token file is damaged',
      arrange: () => openRogue((socket) => socket.end('gaffer-hook/1 2\n{}\n')).then(() => writeToken('3 7 short\n')),
      says: /token file is damaged/,
    },
    {
      fault: 'the token is wrong',
      arrange: () => openGate(async () => allowTool('never')).then(() => writeToken(`3 7 ${'x'.repeat(43)}\n`)),
      says: /no answer/,
    },
    {
      fault: 'the token is of another generation',
      arrange: () =>
        openGate(async () => allowTool('never')).then(async () =>
          writeToken((await tokenText()).replace('3 7', '3 8')),
        ),
      says: /no answer/,
    },
    {
      fault: 'the answer is garbage',
      arrange: () => openRogue((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{}')),
      says: /no answer/,
    },
    { fault: 'the answer is empty', arrange: () => openRogue((socket) => socket.end()), says: /no answer|cannot be/ },
    {
      fault: 'half an answer comes',
      arrange: () => openRogue((socket) => socket.end('gaffer-hook/1 90\n{"hookSpecificOutput":')),
      says: /broke off/,
    },
    {
      fault: 'the answer lacks its end',
      arrange: () => openRogue((socket) => socket.end('gaffer-hook/1 2\n{}')),
      says: /broke off/,
    },
    {
      fault: 'a whole answer is no JSON',
      arrange: () => openRogue((socket) => socket.end('gaffer-hook/1 5\nallow\n')),
      says: /without a verdict/,
    },
    { fault: 'no answer comes in time', arrange: () => openRogue(() => {}), deadline: '1', says: /within 1 s/ },
    {
      fault: 'the answer stops in the middle',
      arrange: () => openRogue((socket) => socket.write('gaffer-hook/1 2\n{')),
      deadline: '1',
      says: /within 1 s/,
    },
    {
      fault: 'the gate hangs up on the call',
      arrange: () => openRogue((socket) => socket.destroy()),
      says: /cannot be|no answer/,
    },
    {
      fault: 'answering breaks',
      arrange: () => openGate(async () => Promise.reject(new Error('a bug'))),
      says: /no answer/,
    },
  ])('when $fault', ({ arrange, deadline, says }) => {
    it('blocks a gate call with a reason', async () => {
      await arrange();
      const { code, out, err } = await run(kind, deadline === undefined ? {} : { deadline });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(says);
    });

    it('lets a note pass in silence', async () => {
      await arrange();
      const outcome = await run(kind, { mode: 'note', ...(deadline === undefined ? {} : { deadline }) });
      expect(outcome).toEqual({ code: 0, out: '', err: '' });
    });
  });

  it('blocks a tool call on an answer that holds no verdict, which Claude Code would take for none', async () => {
    await openGate(async () => ({}));
    const { code, out, err } = await run(kind);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/without a verdict/);
  });

  it('leaves a held call to the dialog when the human takes longer than the deadline', async () => {
    await openGate(() => new Promise(() => {}));
    const outcome = await run(kind, { mode: 'hold', deadline: '1', input: call('PermissionRequest') });
    expect(outcome).toEqual({ code: 0, out: '', err: '' });
  });

  it('refuses a held call that no supervisor has heard of', async () => {
    await writeToken(`3 7 ${'x'.repeat(43)}\n`);
    expect((await run(kind, { mode: 'hold', input: call('PermissionRequest') })).code).toBe(2);
  });

  it.each([{ mode: 'perhaps' }, { deadline: '0' }, { deadline: '-1' }, { deadline: '' }])(
    'blocks when it is started with %j',
    async (wrong) => {
      await openGate(async () => allowTool('never'));
      expect((await run(kind, wrong)).code).toBe(2);
    },
  );

  it('tells the gate that nobody waits any more when it is killed', async () => {
    const asked = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    await openGate((_, signal) => {
      asked.resolve();
      signal.addEventListener('abort', () => gone.resolve());
      return new Promise(() => {});
    });
    const client = run(kind);
    await asked.promise;
    client.kill();
    await gone.promise;
    expect((await client).code).toBeNull();
  });
});

describe('the choice of the hook client', () => {
  it('is perl where perl is, with nothing to tell the person', async () => {
    const client = await chooseHookClient({
      binDirectory,
      node: process.execPath,
      path: '',
      systemPerl: '/usr/bin/perl',
    });
    expect(client).toMatchObject({ kind: 'perl', program: '/usr/bin/perl', note: null });
  });

  it('is node where perl is missing, and says what that costs', async () => {
    const client = await chooseHookClient({
      binDirectory,
      node: process.execPath,
      path: directory,
      systemPerl: join(directory, 'perl'),
    });
    expect(client).toMatchObject({ kind: 'node', program: process.execPath, note: expect.stringContaining('perl') });
  });
});
