/**
 * The gate's door: a unix socket on which hook clients bring one call each and wait for its answer.
 * Whoever brings a wrong token, half a call or nonsense gets no answer at all, and his client blocks.
 */
import { chmod, lstat, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { parseJson } from '../domain/json.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { type HookPayload, hookPayloadSchema } from './hook-payload.ts';
import { createArrival, encodeReply, type HookRequest } from './hook-protocol.ts';
import type { HookReply } from './hook-reply.ts';
import type { SessionKey } from './session-key.ts';
import type { Tokens } from './tokens.ts';

export interface HookCall extends SessionKey {
  readonly event: string;
  readonly payload: HookPayload;
}

export interface GateSocketOptions {
  /** Exists already, is ours and is closed to everybody else. */
  readonly directory: string;
  readonly tokens: Pick<Tokens, 'holderOf'>;
  /** `gone` aborts when the asker hangs up; `held-calls` makes it mean an answer in the pane as well. A throw blocks. */
  readonly onHook: (call: HookCall, gone: AbortSignal) => Promise<HookReply>;
  /** A call that got no answer, and why. */
  readonly onRefused: (because: string) => void;
}

export interface GateSocket {
  readonly path: string;
  /** Stops listening and drops all held calls. */
  readonly close: () => Promise<void>;
}

/** The shortest room for a socket's path, macOS's, less its final NUL. */
const MAX_PATH_BYTES = 103;
/** A client sends all that it has at once. */
const ARRIVAL_MS = 10_000;

export const openGateSocket = async (options: GateSocketOptions): Promise<Result<GateSocket>> => {
  const path = join(options.directory, 'gate.sock');
  const trouble = await inspectPlace(options.directory, path);
  if (trouble !== null) {
    return fail({ kind: 'config', message: `the gate cannot listen: ${trouble}`, where: { file: path } });
  }
  // Only one supervisor runs per workspace, by its own socket; so one found here is a leaving of a dead one.
  await rm(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serve(socket, options);
  });
  const error = await listen(server, path);
  if (error !== null) {
    return fail({ kind: 'process', message: `the gate cannot listen: ${error.message}`, where: { file: path } });
  }
  await chmod(path, 0o600);
  return ok({
    path,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  });
};

const inspectPlace = async (directory: string, path: string): Promise<string | null> => {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `its path is longer than ${MAX_PATH_BYTES} bytes`;
  const stat = await lstat(directory).catch(() => null);
  if (stat === null) return 'its directory is not there';
  if (!stat.isDirectory()) return 'its directory is something else (a link, perhaps)';
  if (stat.uid !== process.getuid?.()) return 'its directory belongs to somebody else';
  if ((stat.mode & 0o077) !== 0) return 'its directory is open to others';
  return null;
};

const listen = (server: Server, path: string): Promise<Error | null> =>
  new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(path, () => resolve(null));
  });

const serve = (socket: Socket, options: GateSocketOptions): void => {
  const gone = new AbortController();
  const arrival = createArrival();
  let answering = false;
  const refuse = (because: string): void => {
    answering = true;
    options.onRefused(because);
    socket.destroy();
  };
  // A client that dies in mid-write is an error on the socket; `close` follows and says all there is to say.
  socket.on('error', () => {});
  socket.on('close', () => gone.abort());
  socket.on('end', () => answering || refuse('a call broke off before its end'));
  socket.setTimeout(ARRIVAL_MS, () => refuse('a call did not arrive whole in time'));
  socket.on('data', (chunk) => {
    if (answering) return refuse('a client went on talking after its call');
    const request = arrival.add(chunk);
    if (request === 'more') return;
    if (request === 'garbage') return refuse('a call was malformed or too large');
    const call = identify(request, options.tokens);
    if (typeof call === 'string') return refuse(call);
    answering = true;
    socket.setTimeout(0);
    void answer(socket, call, gone.signal, options, refuse);
  });
};

/** The call, or why it is nobody's. */
const identify = ({ header, body }: HookRequest, tokens: GateSocketOptions['tokens']): HookCall | string => {
  const holder = tokens.holderOf('gate', header.token);
  if (holder === null) return `a call for worker ${header.worker} came with a wrong token`;
  if (holder.worker !== header.worker || holder.generation !== header.generation) {
    return `a call for worker ${header.worker} came with the token of another session`;
  }
  const payload = hookPayloadSchema.safeParse(parseJson(body.toString('utf8')));
  if (!payload.success) return `a call of worker ${header.worker} did not read as a hook call`;
  return { ...holder, event: payload.data.hook_event_name, payload: payload.data };
};

const answer = async (
  socket: Socket,
  call: HookCall,
  gone: AbortSignal,
  { onHook }: GateSocketOptions,
  refuse: (because: string) => void,
): Promise<void> => {
  try {
    const reply = await onHook(call, gone);
    if (!gone.aborted) socket.end(encodeReply(JSON.stringify(reply)));
  } catch (error) {
    // A bug of ours: the call stays undecided, so its client blocks, and the other sessions go on.
    refuse(`answering ${call.event} of worker ${call.worker} broke: ${String(error)}`);
  }
};
