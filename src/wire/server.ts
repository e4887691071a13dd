/**
 * The supervisor's side of the socket. It serves one FleetClient to any number of dashboards: each gets the World once,
 * then patches, never faster than it reads them.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { ScreenView } from '../domain/screens.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { FleetClient } from './fleet-client.ts';
import { encodeFrame, encodeJson, type Frame, frameReader } from './frames.ts';
import { diffWorld } from './patch.ts';
import { type Hello, PROTOCOL_VERSION, type Request } from './protocol.ts';

export interface WireServer {
  readonly close: () => Promise<void>;
}

/**
 * Listens at `path`, mode 0600. The caller holds the single-instance lock, so that a socket file found there is a dead
 * one and may go.
 */
export const serveFleet = async (fleet: FleetClient, path: string): Promise<WireServer> => {
  const connections = new Set<Socket>();
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    serveConnection(fleet, socket);
  });
  await listen(server, path);
  chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of connections) socket.end();
      }),
  };
};

const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });

/** Paint that a slow dashboard has not read yet; above it, paint is dropped and the view painted anew later. */
const MAX_UNREAD_BYTES = 1024 * 1024;

const serveConnection = (fleet: FleetClient, socket: Socket): void => {
  const views = new Map<number, ScreenView>();
  const behind = new Set<number>();
  const read = frameReader();
  let sent = fleet.snapshot();
  let greeted = false;
  let flushing = false;

  const flush = (): void => {
    flushing = false;
    const world = fleet.snapshot();
    if (world === sent || socket.writableNeedDrain || socket.destroyed) return;
    socket.write(encodeJson('patch', 0, diffWorld(sent, world)));
    sent = world;
  };
  const schedule = (): void => {
    if (!greeted || flushing) return;
    flushing = true;
    setImmediate(flush);
  };

  const greet = ({ version }: Hello): void => {
    if (version !== PROTOCOL_VERSION) {
      const because = `this supervisor speaks protocol ${PROTOCOL_VERSION}, the dashboard ${version}: run both from one gaffer`;
      socket.end(encodeJson('hello', 0, { kind: 'refused', because }));
      return;
    }
    greeted = true;
    sent = fleet.snapshot();
    socket.write(encodeJson('hello', 0, { kind: 'welcome', version: PROTOCOL_VERSION, pid: process.pid, world: sent }));
  };

  const paint = (view: number, bytes: string): void => {
    if (socket.writableLength > MAX_UNREAD_BYTES) behind.add(view);
    else socket.write(encodeFrame('paint', view, bytes));
  };

  const answer = async (request: Request, channel: number): Promise<void> => {
    const reply = (value: unknown) => socket.write(encodeJson('reply', channel, value));
    switch (request.method) {
      case 'command':
        reply(await fleet.command(request.command));
        return;
      case 'events':
        reply(await fleet.events(request.query));
        return;
      case 'report':
        reply(await fleet.report(request.request.name, request.request.query));
        return;
      case 'open-screen': {
        const { view } = request;
        const opened = fleet.openScreen(request.request, {
          onPaint: (bytes) => paint(view, bytes),
          onPreview: (preview) => {
            if (socket.writableLength <= MAX_UNREAD_BYTES) socket.write(encodeJson('preview', view, preview));
          },
          onLooked: (looked) => socket.write(encodeJson('looked', view, looked)),
          onEnd: (because) => socket.write(encodeJson('end', view, because)),
        });
        views.set(view, opened);
        return;
      }
      case 'resize-screen':
        views.get(request.view)?.resize(request.size);
        return;
      case 'repaint-screen':
        views.get(request.view)?.repaint();
        return;
      case 'look-screen':
        views.get(request.view)?.look(request.look);
        return;
      case 'close-screen':
        views.get(request.view)?.close();
        views.delete(request.view);
        return;
      default:
        unreachable(request);
    }
  };

  const take = ({ kind, channel, payload }: Frame): void => {
    if (kind === 'hello') greet(JSON.parse(payload.toString()));
    else if (!greeted) socket.destroy();
    else if (kind === 'keys') views.get(channel)?.write(payload.toString());
    else if (kind === 'request') {
      answer(JSON.parse(payload.toString()), channel).catch(() => socket.destroy());
    }
  };

  const unsubscribe = fleet.subscribe(schedule);
  socket.on('data', (chunk) => {
    try {
      for (const frame of read(chunk)) take(frame);
    } catch {
      // What is not our protocol ends the connection; the fleet goes on.
      socket.destroy();
    }
  });
  socket.on('drain', () => {
    schedule();
    for (const view of behind) views.get(view)?.repaint();
    behind.clear();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    unsubscribe();
    for (const view of views.values()) view.close();
  });
};
