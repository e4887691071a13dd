/**
 * The HTTP listener for sessions, on 127.0.0.1 and a port of the system's choice: telemetry and tools come in here.
 * Every request proves its session by bearer token; what a browser could send (another Host, any Origin) is refused.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { SessionKey } from './session-key.ts';
import type { Door, Tokens } from './tokens.ts';

export interface LoopbackRoute {
  /** Exact: `/mcp`. */
  readonly path: string;
  readonly door: Door;
  /** `gone` aborts when the asker has hung up. */
  readonly handle: (request: Request, session: SessionKey, gone: AbortSignal) => Promise<Response>;
}

export interface Loopback {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** A second of telemetry with tool details is some kilobytes; a tool's text is less. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const HOST = '127.0.0.1';

export const openLoopback = async (
  routes: readonly LoopbackRoute[],
  tokens: Pick<Tokens, 'holderOf'>,
): Promise<Loopback> => {
  const sockets = new Set<Socket>();
  // Idle connections stay: one closed at five seconds, as Node's default is, meets the call that a worker makes just then.
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    serve(incoming, outgoing, routes, tokens, origin).catch(() => outgoing.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has a port');
  const origin = `http://${HOST}:${address.port}`;
  return {
    origin,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};

const serve = async (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  routes: readonly LoopbackRoute[],
  tokens: Pick<Tokens, 'holderOf'>,
  origin: string,
): Promise<void> => {
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  const { headers } = incoming;
  if (`http://${headers.host}` !== origin || headers.origin !== undefined) return refuse(incoming, outgoing, 403);
  const route = routes.find(({ path }) => path === incoming.url);
  if (route === undefined) return refuse(incoming, outgoing, 404);
  const token = /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(headers.authorization ?? '')?.[1];
  const session = token === undefined ? null : tokens.holderOf(route.door, token);
  if (session === null) return refuse(incoming, outgoing, 401);
  const body = await readBody(incoming);
  if (body === null) return refuse(incoming, outgoing, 413);
  const response = await route.handle(toRequest(incoming, origin, body), session, gone.signal);
  await send(response, outgoing);
};

/** The rest of the body is never read, so the connection cannot be used again. */
const refuse = (incoming: IncomingMessage, outgoing: ServerResponse, status: number): void => {
  outgoing.writeHead(status, { connection: 'close' }).end(() => incoming.destroy());
};

const readBody = async (incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | null> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(part);
  }
  return Buffer.concat(chunks);
};

const toRequest = (incoming: IncomingMessage, origin: string, body: Buffer<ArrayBuffer>): Request => {
  const method = incoming.method ?? 'GET';
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const mayHaveBody = method !== 'GET' && method !== 'HEAD';
  return new Request(`${origin}${incoming.url}`, { method, headers, ...(mayHaveBody ? { body } : {}) });
};

const send = async (response: Response, outgoing: ServerResponse): Promise<void> => {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body !== null) {
    for await (const chunk of response.body) outgoing.write(chunk);
  }
  outgoing.end();
};
