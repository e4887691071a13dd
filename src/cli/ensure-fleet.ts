/** Connects to the supervisor of a workspace, and starts one first when none runs. Two starters end up at one supervisor. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fail, type Problem, type Result } from '../domain/problem.ts';
import type { Places } from '../state/places.ts';
import { connectFleet } from '../wire/client.ts';
import type { FleetClient } from '../wire/fleet-client.ts';

/** What the supervisor says on its ready pipe, once, as one line of JSON. */
export type ReadyMessage =
  | { readonly kind: 'ready' }
  /** Another supervisor holds the workspace, or is just taking it. */
  | { readonly kind: 'other' }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface StartOptions {
  /** Further arguments of the hidden `supervisor` command. */
  readonly args?: readonly string[];
  /** What must have happened before it begins: its process loads meanwhile. */
  readonly after?: Promise<void>;
}

/** What lets a held supervisor begin, on its stdin; without it, it ends with its starter. */
export const GO = 'go\n';

export const ensureFleet = async (places: Places, options: StartOptions = {}): Promise<Result<FleetClient>> => {
  const running = await connectFleet(places.controlSocket);
  if (running.ok || running.problem.kind !== 'missing') return running;
  const started = await startSupervisor(places, options);
  if (started.kind === 'problem') return fail(started.problem);
  return started.kind === 'ready' ? connectFleet(places.controlSocket) : joinStarting(places);
};

/**
 * The young generation may otherwise take 48 MB of a process that mostly waits; terminals' cells live outside it. It has
 * its whole size at once: growing it bit by bit costs a third of the start. And no compaction because little happens:
 * that is when a person types, and it takes thirty milliseconds at a time. And nothing is born old: what V8 guesses to be
 * long-lived, after one burst in which it was, is then garbage that only a whole collection takes away, by tens of MB.
 * Those collections begin at 48 MB: text of a flood outlives a young one or two while it waits, and from the twenty that
 * live on, each few MB of it were another pause of ten milliseconds. And what is young is collected alone: four helpers
 * for four MB come too late where the sessions keep every core busy.
 */
export const SMALL_HEAP = [
  '--min-semi-space-size=4',
  '--max-semi-space-size=4',
  '--no-memory-reducer',
  '--no-allocation-site-pretenuring',
  '--initial-old-space-size=48',
  '--no-parallel-scavenge',
];

/** The launcher beside dist/ or src/, which finds the right Node by itself. */
const LAUNCHER = join(import.meta.dirname, '../../bin/gaffer.cjs');

const startSupervisor = async (places: Places, { args = [], after }: StartOptions): Promise<ReadyMessage> => {
  const log = openSync(places.log, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [...SMALL_HEAP, LAUNCHER, 'supervisor', '--held', '--workspace', places.workspace, ...args],
    {
      cwd: places.workspace,
      detached: true,
      stdio: ['pipe', log, log, 'pipe'],
    },
  );
  closeSync(log);
  // Too many processes, a directory that is gone: then it has no id, and no pipe of it ever says anything.
  const unborn = new Promise<ReadyMessage>((resolve) =>
    child.once('error', (error) => resolve({ kind: 'problem', problem: unbornProblem(error) })),
  );
  // One that died already says so on its ready pipe.
  child.stdin?.on('error', () => undefined);
  await after;
  child.stdin?.end(GO);
  const pipe = child.stdio[3];
  if (pipe === null || pipe === undefined) throw new Error('the ready pipe was not made');
  const message = await Promise.race([firstLine(pipe as Readable), unborn]);
  child.unref();
  if (message !== null) return typeof message === 'string' ? JSON.parse(message) : message;
  return { kind: 'problem', problem: diedProblem(places.log) };
};

const firstLine = (pipe: Readable): Promise<string | null> =>
  new Promise((resolve) => {
    let text = '';
    pipe.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end === -1) return;
      pipe.destroy();
      resolve(text.slice(0, end));
    });
    pipe.on('close', () => resolve(null));
    pipe.on('error', () => resolve(null));
  });

/** The other one may have taken the lock but not listen yet: it needs well under a second, and gets ten. */
const JOIN_TRIES = 100;
const JOIN_PAUSE_MS = 100;

/** Of one that holds the workspace and is still starting. */
export const joinStarting = async (places: Places): Promise<Result<FleetClient>> => {
  for (let attempt = 1; attempt < JOIN_TRIES; attempt += 1) {
    const client = await connectFleet(places.controlSocket);
    if (client.ok || client.problem.kind !== 'missing') return client;
    await wait(JOIN_PAUSE_MS);
  }
  return fail({
    kind: 'busy',
    message: 'another supervisor holds this workspace but does not answer',
    where: { file: places.lock },
    next: `See ${places.log}.`,
  });
};

const unbornProblem = (error: Error): Problem => ({
  kind: 'process',
  message: 'the system gives no process for a supervisor',
  found: error.message,
});

const LOG_LINES = 12;

const diedProblem = (log: string): Problem => ({
  kind: 'process',
  message: 'the supervisor ended before it was ready',
  where: { file: log },
  found: readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n'),
  next: 'Run gaffer doctor, or gaffer --foreground to see it start.',
});
