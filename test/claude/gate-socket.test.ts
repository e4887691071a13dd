import { chmod, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type GateSocket, type HookCall, openGateSocket } from '../../src/claude/gate-socket.ts';
import { noReply } from '../../src/claude/hook-reply.ts';
import { createTokens } from '../../src/claude/tokens.ts';
import { workerNumber } from '../../src/domain/ids.ts';

const session = { worker: workerNumber(1), generation: 1 };
const tokens = createTokens();
const token = tokens.issue(session).gate;
let directory: string;
let gate: GateSocket | undefined;
let calls: readonly HookCall[];
let refused: readonly string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gaffer-gate-'));
  calls = [];
  refused = [];
});
afterEach(async () => {
  await gate?.close();
  gate = undefined;
  await rm(directory, { recursive: true, force: true });
});

const tryOpen = (place: string) =>
  openGateSocket({
    directory: place,
    tokens,
    onHook: async (call) => {
      calls = [...calls, call];
      return noReply;
    },
    onRefused: (because) => {
      refused = [...refused, because];
    },
  });

const open = async (): Promise<GateSocket> => {
  const result = await tryOpen(directory);
  if (!result.ok) throw new Error(result.problem.message);
  gate = result.value;
  return gate;
};

const body = JSON.stringify({ hook_event_name: 'Stop', session_id: 's', cwd: '/' });
const send = (bytes: string, then: (socket: Socket) => void = () => {}): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(join(directory, 'gate.sock'), () => {
      socket.write(bytes, () => then(socket));
    });
    let reply = '';
    socket.on('data', (chunk) => {
      reply += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(reply));
  });

describe('the gate socket', () => {
  it('is open to us alone', async () => {
    const { path } = await open();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('answers a call in the name of its token', async () => {
    await open();
    expect(await send(`gaffer-hook/1 1 1 ${token} ${body.length}\n${body}`)).toBe('gaffer-hook/1 2\n{}\n');
    expect(calls).toEqual([{ ...session, event: 'Stop', payload: expect.objectContaining({ session_id: 's' }) }]);
  });

  it('takes a call that arrives byte by byte', async () => {
    await open();
    const bytes = `gaffer-hook/1 1 1 ${token} ${body.length}\n${body}`;
    const reply = new Promise<string>((resolve) => {
      const socket = connect(join(directory, 'gate.sock'), async () => {
        for (const byte of bytes) await new Promise((written) => socket.write(byte, written));
      });
      socket.on('data', (chunk) => resolve(String(chunk)));
    });
    expect(await reply).toBe('gaffer-hook/1 2\n{}\n');
  });

  it('answers many at once', async () => {
    await open();
    const replies = await Promise.all(
      Array.from({ length: 200 }, () => send(`gaffer-hook/1 1 1 ${token} ${body.length}\n${body}`)),
    );
    expect(new Set(replies)).toEqual(new Set(['gaffer-hook/1 2\n{}\n']));
  });

  it.each<readonly [what: string, bytes: string]>([
    ['nonsense', 'GET / HTTP/1.1\r\n\r\n'],
    ['a header without end', 'x'.repeat(1_000)],
    ['a wrong token', `gaffer-hook/1 1 1 ${'x'.repeat(43)} ${body.length}\n${body}`],
    ["another worker's name", `gaffer-hook/1 2 1 ${token} ${body.length}\n${body}`],
    ['another generation', `gaffer-hook/1 1 2 ${token} ${body.length}\n${body}`],
    ['another version', `gaffer-hook/2 1 1 ${token} ${body.length}\n${body}`],
    ['more than it announced', `gaffer-hook/1 1 1 ${token} 2\n${body}`],
    ['too much', `gaffer-hook/1 1 1 ${token} 999999999\n`],
    ['no JSON', `gaffer-hook/1 1 1 ${token} 1\n{`],
    ['JSON that is no call', `gaffer-hook/1 1 1 ${token} 2\n{}`],
    [
      'JSON with a field of the wrong type',
      `gaffer-hook/1 1 1 ${token} 52\n{"hook_event_name":"Stop","session_id":1,"cwd":"/"   }`,
    ],
  ])('gives %s no answer', async (_, bytes) => {
    await open();
    expect(await send(bytes)).toBe('');
    expect(calls).toEqual([]);
    expect(refused).toHaveLength(1);
    expect(refused.join()).not.toContain(token);
  });

  it('gives half a call no answer', async () => {
    await open();
    expect(await send(`gaffer-hook/1 1 1 ${token} ${body.length}\n{`, (socket) => socket.end())).toBe('');
    await vi.waitFor(() => expect(refused).toHaveLength(1));
  });

  it('takes the place of a socket that a dead supervisor left', async () => {
    await writeFile(join(directory, 'gate.sock'), '');
    await open();
    expect(await send(`gaffer-hook/1 1 1 ${token} ${body.length}\n${body}`)).not.toBe('');
  });

  it('does not listen in a directory that others may enter, nor behind a link, nor nowhere', async () => {
    await chmod(directory, 0o755);
    expect(await tryOpen(directory)).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining('open to others') },
    });
    await chmod(directory, 0o700);
    await symlink(directory, `${directory}-link`);
    expect(await tryOpen(`${directory}-link`)).toMatchObject({ ok: false });
    await rm(`${directory}-link`);
    expect(await tryOpen(join(directory, 'nowhere'))).toMatchObject({ ok: false });
    expect(await tryOpen(join(directory, 'x'.repeat(100)))).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining('longer') },
    });
  });

  it('gives no answer, and lives on, when answering throws at once', async () => {
    const result = await openGateSocket({
      directory,
      tokens,
      onHook: () => {
        throw new Error('a bug');
      },
      onRefused: (because) => {
        refused = [...refused, because];
      },
    });
    gate = result.ok ? result.value : undefined;
    const call = `gaffer-hook/1 1 1 ${token} ${body.length}\n${body}`;
    expect([await send(call), await send(call)]).toEqual(['', '']);
    expect(refused).toEqual(Array(2).fill('answering Stop of worker 1 broke: Error: a bug'));
  });

  it('drops all held calls when it closes', async () => {
    const held = Promise.withResolvers<AbortSignal>();
    const result = await openGateSocket({
      directory,
      tokens,
      onHook: (_, gone) => {
        held.resolve(gone);
        return new Promise(() => {});
      },
      onRefused: () => {},
    });
    if (!result.ok) throw new Error(result.problem.message);
    const reply = send(`gaffer-hook/1 1 1 ${token} ${body.length}\n${body}`);
    const gone = await held.promise;
    await result.value.close();
    expect(await reply).toBe('');
    expect(gone.aborted).toBe(true);
  });
});
