/** The FleetClient over the supervisor's socket: keeps a copy of the World true from patches. */
import { connect as connectSocket, type Socket } from 'node:net';
import type { Logged } from '../domain/event.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import type { ReportAnswer, ReportName, ReportQuery, ReportRequest } from '../domain/reports.ts';
import type { ScreenListener, ScreenView } from '../domain/screens.ts';
import type { World } from '../domain/world.ts';
import type { FleetClient } from './fleet-client.ts';
import { encodeFrame, encodeJson, type Frame, frameReader } from './frames.ts';
import { applyPatch } from './patch.ts';
import { PROTOCOL_VERSION, type Request, type Welcome } from './protocol.ts';

export interface ConnectedFleet extends FleetClient {
  /** The supervisor's process. */
  readonly pid: number;
}

/** Connects to the supervisor that listens at `path`; a Problem of kind `missing` when none does. */
export const connectFleet = async (path: string): Promise<Result<ConnectedFleet>> => {
  const socket = await connected(path);
  if (socket === null) {
    return fail({
      kind: 'missing',
      message: 'no supervisor runs for this workspace',
      next: 'Start one with: gaffer up',
    });
  }
  return greet(socket);
};

const connected = (path: string): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = connectSocket(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });

const greet = (socket: Socket): Promise<Result<ConnectedFleet>> =>
  new Promise((resolve) => {
    const read = frameReader();
    let take: ((frame: Frame) => void) | null = null;
    const first = (frame: Frame): void => {
      const welcome: Welcome = JSON.parse(frame.payload.toString());
      if (welcome.kind === 'refused') {
        socket.destroy();
        resolve(fail({ kind: 'refused', message: welcome.because }));
        return;
      }
      const connection = clientOver(socket, welcome.world);
      take = connection.take;
      resolve(ok({ ...connection.client, pid: welcome.pid }));
    };
    socket.on('data', (chunk) => {
      try {
        for (const frame of read(chunk)) (take ?? first)(frame);
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.once('close', () =>
      resolve(
        fail({ kind: 'process', message: 'the supervisor closed the connection', next: 'See .gaffer/supervisor.log.' }),
      ),
    );
    socket.write(encodeJson('hello', 0, { version: PROTOCOL_VERSION }));
  });

interface Asked {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
}

const clientOver = (socket: Socket, first: World) => {
  let world = first;
  let lastRequest = 0;
  let lastView = 0;
  const listeners = new Set<() => void>();
  const views = new Map<number, ScreenListener>();
  const asked = new Map<number, Asked>();

  const send = (request: Request): number => {
    lastRequest += 1;
    if (!socket.destroyed) socket.write(encodeJson('request', lastRequest, request));
    return lastRequest;
  };
  /** The peer is our own supervisor of the same protocol version: its replies have the type that the method says. */
  const ask = <Reply>(request: Request): Promise<Reply> =>
    new Promise((resolve, reject) => {
      if (socket.destroyed) reject(new SupervisorGone());
      else asked.set(send(request), { resolve: resolve as Asked['resolve'], reject });
    });

  const take = ({ kind, channel, payload }: Frame): void => {
    switch (kind) {
      case 'patch':
        world = applyPatch(world, JSON.parse(payload.toString()));
        for (const listener of listeners) listener();
        return;
      case 'reply':
        asked.get(channel)?.resolve(JSON.parse(payload.toString()));
        asked.delete(channel);
        return;
      case 'paint':
        views.get(channel)?.onPaint?.(payload.toString());
        return;
      case 'preview':
        views.get(channel)?.onPreview?.(JSON.parse(payload.toString()));
        return;
      case 'looked':
        views.get(channel)?.onLooked?.(JSON.parse(payload.toString()));
        return;
      case 'end':
        views.get(channel)?.onEnd?.(JSON.parse(payload.toString()));
        return;
      default:
        socket.destroy();
    }
  };

  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      for (const listener of views.values()) listener.onEnd?.('the supervisor is gone');
      for (const listener of listeners) listener();
      resolve();
    });
  });

  const openScreen: FleetClient['openScreen'] = (request, listener): ScreenView => {
    lastView += 1;
    const view = lastView;
    views.set(view, listener);
    send({ method: 'open-screen', view, request });
    return {
      write: (bytes) => {
        if (!socket.destroyed) socket.write(encodeFrame('keys', view, bytes));
      },
      resize: (size) => void send({ method: 'resize-screen', view, size }),
      repaint: () => void send({ method: 'repaint-screen', view }),
      look: (look) => void send({ method: 'look-screen', view, look }),
      close: () => {
        views.delete(view);
        send({ method: 'close-screen', view });
      },
    };
  };

  const client: FleetClient = {
    snapshot: () => world,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    command: (command) => orGone(ask<Result<readonly Logged[]>>({ method: 'command', command })),
    events: (query) => ask<readonly Logged[]>({ method: 'events', query }),
    report: <Name extends ReportName>(name: Name, query: ReportQuery<Name>) =>
      orGone(ask<Result<ReportAnswer<Name>>>({ method: 'report', request: { name, query } as ReportRequest })),
    openScreen,
    gone: () => null,
    closed,
    close: () => socket.destroy(),
  };
  socket.once('close', () => {
    for (const { reject } of asked.values()) reject(new SupervisorGone());
    asked.clear();
  });
  return { client, take };
};

/** Thrown into requests that can no longer be answered; commands turn it into a Problem. */
export class SupervisorGone extends Error {
  constructor() {
    super('the supervisor is gone');
    this.name = 'SupervisorGone';
  }
}

const gone = fail({ kind: 'process', message: 'the supervisor is gone', next: 'Start it again with: gaffer' });

const orGone = async <Value>(asked: Promise<Result<Value>>): Promise<Result<Value>> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SupervisorGone) return gone;
    throw error;
  }
};
