/**
 * Runs one program to its end, and always comes back: in a process group of its own that is ended as a whole (TERM, a
 * grace, KILL), with bounded memory, and without waiting for what daemonised and still holds the pipe. Whatever happens
 * is a value, a program that is not there included.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type CappedOutput, collectOutput } from './capped-output.ts';
import { HELD_STDIO, heldArgv, isDirectory, letGo, whyNotStartable } from './held-start.ts';

export interface CommandRequest {
  /** Never a shell line: the program, then its arguments as they are. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** All that the program sees; nothing of ours is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Between TERM and KILL. */
  readonly graceMs?: number;
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal;
  /** Its process group. The program begins only when this has returned. */
  readonly onSpawn?: (pid: number) => void;
  readonly onOutput?: (chunk: Buffer, from: 'stdout' | 'stderr') => void;
}

export interface CommandResult {
  /** Null when a signal ended it, or when it never started. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it never ran: no such program, no such directory, no right to start it. */
  readonly notStarted: string | null;
  readonly timedOut: boolean;
  readonly aborted: boolean;
  /** Something it started still held its output when it ended. */
  readonly leftBehind: boolean;
  /** Both streams in the order in which they came. */
  readonly output: CappedOutput;
  readonly stdout: CappedOutput;
  readonly ms: number;
}

/** A build tool wants a moment to remove its half-written files. */
const DEFAULT_GRACE_MS = 5_000;
/** The last bytes of a program that ended are in the pipe already; who holds it longer than this is another process. */
const DRAIN_MS = 250;

export const succeeded = ({ exitCode, timedOut, aborted }: CommandResult): boolean =>
  exitCode === 0 && !timedOut && !aborted;

/** `exit 2`, `no end within 30 s`, `no program gradle`: for a sentence. */
export const describeEnd = (result: CommandResult): string => {
  if (result.notStarted !== null) return result.notStarted;
  if (result.timedOut) return `no end within ${Math.round(result.ms / 100) / 10} s`;
  if (result.aborted) return 'stopped';
  return result.signal === null ? `exit ${result.exitCode}` : `ended by ${result.signal}`;
};

export const runCommand = async (request: CommandRequest): Promise<CommandResult> => {
  const startedAt = performance.now();
  const output = collectOutput(request.maxOutputBytes);
  const stdout = collectOutput(request.maxOutputBytes);
  const endedBy: { timedOut: boolean; aborted: boolean } = { timedOut: false, aborted: false };
  const result = (end: Pick<CommandResult, 'exitCode' | 'signal' | 'notStarted' | 'leftBehind'>): CommandResult => ({
    ...end,
    ...endedBy,
    output: output.end(),
    stdout: stdout.end(),
    ms: performance.now() - startedAt,
  });
  const notStarted = (why: string): CommandResult =>
    result({ exitCode: null, signal: null, notStarted: why, leftBehind: false });
  const obstacle =
    request.onSpawn === undefined ? null : await whyNotStartable(request.argv[0], request.cwd, request.env);
  // The stop may have come while the program was looked for; from here on its event is heard.
  if (request.signal?.aborted === true) {
    endedBy.aborted = true;
    return notStarted('stopped before it started');
  }
  if (obstacle !== null) return notStarted(obstacle);

  const child = start(request);
  if (typeof child === 'string') return notStarted(child);
  if (child.pid !== undefined && request.onSpawn !== undefined) {
    request.onSpawn(child.pid);
    letGo(child);
  }
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout.add(chunk);
    output.add(chunk);
    request.onOutput?.(chunk, 'stdout');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output.add(chunk);
    request.onOutput?.(chunk, 'stderr');
  });

  const grace = request.graceMs ?? DEFAULT_GRACE_MS;
  let killTimer: NodeJS.Timeout | undefined;
  const end = (why: keyof typeof endedBy): void => {
    if (endedBy.timedOut || endedBy.aborted) return;
    endedBy[why] = true;
    signalGroup(child, 'SIGTERM');
    killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), grace);
  };
  const stop = (): void => end('aborted');
  const limit = setTimeout(() => end('timedOut'), request.timeoutMs);
  request.signal?.addEventListener('abort', stop, { once: true });
  const finished = allEnded(streams);

  const exit = await exitOf(child);
  clearTimeout(limit);
  clearTimeout(killTimer);
  request.signal?.removeEventListener('abort', stop);
  if (exit instanceof Error) return notStarted(await whyNotStarted(exit, request));
  // What it left in its group ends with it; what left the group is not ours to find by its number.
  signalGroup(child, 'SIGKILL');
  const leftBehind = !(await within(finished, DRAIN_MS));
  for (const stream of streams) stream.destroy();
  return result({ ...exit, notStarted: null, leftBehind });
};

const start = ({ argv, cwd, env, onSpawn }: CommandRequest): ChildProcess | string => {
  const [program, ...args] = onSpawn === undefined ? argv : heldArgv(argv, env);
  const stdio = onSpawn === undefined ? HELD_STDIO.slice(0, 3) : [...HELD_STDIO];
  try {
    return spawn(program, args, { cwd, env, detached: true, stdio });
  } catch (error) {
    // A NUL in an argument, an argument list too long for the system.
    return error instanceof Error ? error.message : String(error);
  }
};

const exitOf = (
  child: ChildProcess,
): Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null } | Error> =>
  new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });

const allEnded = (streams: readonly Readable[]): Promise<unknown> =>
  Promise.all(
    streams.map(
      (stream) =>
        new Promise<void>((resolve) => {
          stream.once('close', resolve);
          stream.once('error', () => resolve());
        }),
    ),
  );

const within = async (wanted: Promise<unknown>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const intime = await Promise.race([wanted.then(() => true), late]);
  clearTimeout(timer);
  return intime;
};

/** The leader's id stays the group's id while any member lives, so this never reaches a stranger. */
const signalGroup = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // All of the group ended by themselves.
  }
};

const whyNotStarted = async (error: Error, { argv, cwd }: CommandRequest): Promise<string> => {
  const code = 'code' in error ? error.code : null;
  // Node reports a missing directory as if the program were missing.
  if (code === 'ENOENT' && !(await isDirectory(cwd))) return `no directory ${cwd}`;
  if (code === 'ENOENT') return `no program ${argv[0]}`;
  if (code === 'EACCES') return `${argv[0]} may not be run`;
  return error.message;
};
