import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { projectId, workerNumber } from '../../src/domain/ids.ts';
import { fail, ok } from '../../src/domain/problem.ts';
import type { ScreenListener } from '../../src/domain/screens.ts';
import { emptyWorld, type World } from '../../src/domain/world.ts';
import { connectFleet } from '../../src/wire/client.ts';
import type { FleetClient } from '../../src/wire/fleet-client.ts';
import { encodeFrame, encodeJson, frameReader } from '../../src/wire/frames.ts';
import { applyPatch, diffWorld } from '../../src/wire/patch.ts';
import { serveFleet } from '../../src/wire/server.ts';
import { aTask, PureFleet } from '../kit/pure-fleet.ts';
import { tempDir } from '../kit/temp.ts';

describe('frames', () => {
  it('come out whole however the stream is cut', () => {
    const stream = Buffer.concat([
      encodeJson('request', 1, { a: 'ü' }),
      encodeFrame('paint', 7, '\x1b[31mred'),
      encodeFrame('keys', 2, ''),
    ]);
    for (let cut = 1; cut < stream.length; cut += 1) {
      const read = frameReader();
      const frames = [...read(stream.subarray(0, cut)), ...read(stream.subarray(cut))];
      expect(frames.map(({ kind, channel, payload }) => [kind, channel, payload.toString()])).toEqual([
        ['request', 1, '{"a":"ü"}'],
        ['paint', 7, '\x1b[31mred'],
        ['keys', 2, ''],
      ]);
    }
  });

  it('refuse what no peer of ours sends', () => {
    expect(() => frameReader()(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toThrow(/does not speak/);
  });
});

describe('patches', () => {
  it('carry any change of the World', () => {
    const fleet = new PureFleet().boot({ tasks: [aTask('T1', 'apps/alpha')] });
    let copy: World = JSON.parse(JSON.stringify(emptyWorld));
    let before = emptyWorld;
    const steps = [
      () => fleet.must({ kind: 'start-fleet' }),
      () => fleet.seat(1),
      () => fleet.must({ kind: 'log-change', ...fleet.live(1), text: 'x' }),
      () => fleet.must({ kind: 'release-project', ...fleet.live(1), door: 'mcp' }),
    ];
    for (const step of steps) {
      step();
      copy = applyPatch(copy, JSON.parse(JSON.stringify(diffWorld(before, fleet.world))));
      before = fleet.world;
      expect(copy).toEqual(fleet.world);
    }
  });
});

/** A FleetClient whose World the test sets. */
const hostedFleet = () => {
  let world = emptyWorld;
  const listeners = new Set<() => void>();
  const screens: { listener: ScreenListener; typed: string[]; repaints: number; closed: boolean }[] = [];
  const fleet: FleetClient = {
    snapshot: () => world,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    command: async (command) =>
      command.kind === 'stop-fleet' ? fail({ kind: 'refused', message: 'not now' }) : ok([]),
    events: async () => [],
    report: async (name, query) => fail({ kind: 'missing', message: `no ${name} of ${JSON.stringify(query)}` }),
    openScreen: (_request, listener) => {
      const screen = { listener, typed: [] as string[], repaints: 0, closed: false };
      screens.push(screen);
      return {
        write: (bytes) => void screen.typed.push(bytes),
        resize: () => undefined,
        look: () => {},
        repaint: () => {
          screen.repaints += 1;
        },
        close: () => {
          screen.closed = true;
        },
      };
    },
    gone: () => null,
    closed: new Promise(() => undefined),
    close: () => undefined,
  };
  const change = (next: Partial<World>) => {
    world = { ...world, ...next };
    for (const listener of listeners) listener();
  };
  return { fleet, screens, change };
};

describe('the socket', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  const serve = async () => {
    const path = join(tempDir(), 's.sock');
    const hosted = hostedFleet();
    const server = await serveFleet(hosted.fleet, path);
    closers.push(server.close);
    return { ...hosted, path, server };
  };
  const dial = async (path: string): Promise<FleetClient> => {
    const client = await connectFleet(path);
    if (!client.ok) throw new Error(client.problem.message);
    closers.push(client.value.close);
    return client.value;
  };

  it('is readable and writable by its owner alone', async () => {
    const { path } = await serve();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('shows every change to every dashboard', async () => {
    const { path, change } = await serve();
    const [one, two] = await Promise.all([dial(path), dial(path)]);
    change({ lastFence: 7, projects: [projectId('apps/alpha')] });
    await vi.waitFor(() => {
      expect(one.snapshot()).toMatchObject({ lastFence: 7, projects: [projectId('apps/alpha')] });
      expect(two.snapshot()).toMatchObject({ lastFence: 7 });
    });
  });

  it('carries commands and their problems, and what reports answer', async () => {
    const { path } = await serve();
    const client = await dial(path);
    expect(await client.command({ kind: 'set-dispatch', mode: 'off' })).toEqual({ ok: true, value: [] });
    expect(await client.command({ kind: 'stop-fleet' })).toEqual({
      ok: false,
      problem: { kind: 'refused', message: 'not now' },
    });
    expect(await client.report('startup', { worker: workerNumber(3) })).toEqual({
      ok: false,
      problem: { kind: 'missing', message: 'no startup of {"worker":3}' },
    });
  });

  it('carries keys one way and paint the other, and closes the view with its dashboard', async () => {
    const { path, screens } = await serve();
    const client = await dial(path);
    const painted: string[] = [];
    const view = client.openScreen(
      { kind: 'attach', worker: workerNumber(1), cols: 80, rows: 24, top: 1, left: 0 },
      { onPaint: (bytes) => painted.push(bytes) },
    );
    view.write('é\x1b[A');
    await vi.waitFor(() => expect(screens[0]?.typed.join('')).toBe('é\x1b[A'));
    screens[0]?.listener.onPaint?.('\x1b[1;1Hhello');
    await vi.waitFor(() => expect(painted).toEqual(['\x1b[1;1Hhello']));
    client.close();
    await vi.waitFor(() => expect(screens[0]?.closed).toBe(true));
  });

  it('tells a dashboard when the supervisor goes, and answers its commands with a problem', async () => {
    const { path, server } = await serve();
    const client = await dial(path);
    await server.close();
    await client.closed;
    expect(await client.command({ kind: 'stop-fleet' })).toMatchObject({
      ok: false,
      problem: { message: 'the supervisor is gone' },
    });
  });

  it('drops a peer that sends garbage, and goes on serving the others', async () => {
    const { path } = await serve();
    const stranger = connect(path);
    const gone = new Promise((resolve) => stranger.once('close', resolve));
    stranger.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await gone;
    expect((await dial(path)).snapshot()).toEqual(emptyWorld);
  });

  it('says that no supervisor runs where none listens', async () => {
    expect(await connectFleet(join(tempDir(), 'none.sock'))).toMatchObject({ ok: false, problem: { kind: 'missing' } });
  });

  it('refuses a dashboard of another protocol', async () => {
    const { path } = await serve();
    const socket = connect(path);
    socket.write(encodeJson('hello', 0, { version: 999 }));
    const answer = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
    expect(answer).toContain('run both from one gaffer');
    socket.destroy();
  });
});
