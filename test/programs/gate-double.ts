/**
 * A double of the gate that fails in one way at every PreToolUse call and answers all else as the gate would. It is a
 * process of its own, so that it can really be killed, stopped or deaf: `node gate-double.ts SOCKET FAULT`.
 */
import { connect, createServer, type Socket } from 'node:net';

/** So short that a stopped process leaves no room for another connection. */
const BACKLOG = 1;
/** More connections than the queue of that length takes. */
const QUEUE_FILLERS = 8;
/** Longer than any deadline that the tests give the hook client. */
const SLOW_MS = 6_000;

const ALLOW = '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow"}}';
const framed = (body: string): string => `gaffer-hook/1 ${Buffer.byteLength(body)}\n${body}\n`;

const [path = '', fault = ''] = process.argv.slice(2);

const FAULTS: Readonly<Record<string, (socket: Socket) => void>> = {
  killed: () => process.kill(process.pid, 'SIGKILL'),
  stopped: () => process.kill(process.pid, 'SIGSTOP'),
  slow: (socket) => setTimeout(() => socket.end(framed(ALLOW)), SLOW_MS),
  silent: (socket) => socket.end(),
  garbage: (socket) => socket.end('\u0000\u0001 allow allow allow \n{"permissionDecision":"allow"}'),
  'garbage in a whole frame': (socket) => socket.end(framed('allow')),
  'half a body': (socket) => socket.end(framed(ALLOW).slice(0, -20)),
  'half a body, then silence': (socket) => socket.write(framed(ALLOW).slice(0, -1)),
  'an answer of 500': (socket) => socket.end('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n'),
  'full accept queue': () => {
    for (let count = 0; count < QUEUE_FILLERS; count += 1) connect(path).on('error', () => {});
    process.kill(process.pid, 'SIGSTOP');
  },
};

const fail = FAULTS[fault];
if (fail === undefined) throw new Error(`no such fault: ${fault}`);

createServer((socket) => {
  let heard = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    heard += chunk;
    if (!isWhole(heard)) return;
    if (/"hook_event_name":\s*"PreToolUse"/.test(heard)) fail(socket);
    else socket.end(framed('{}'));
  });
}).listen({ path, backlog: BACKLOG }, () => process.stdout.write('ready\n'));

const isWhole = (heard: string): boolean => {
  const [, length] = /^gaffer-hook\/1 \d+ \d+ \S+ (\d+)\n/.exec(heard) ?? [];
  return length !== undefined && Buffer.byteLength(heard.slice(heard.indexOf('\n') + 1)) >= Number(length);
};
