/**
 * A session's pseudo-terminal: one program in a process group of its own, and the screen that its output makes. It owns
 * both, and everything that the program started: `close` leaves nothing behind.
 */
import { type IPty, spawn } from 'node-pty';
import { fail, ok, type Result } from '../domain/problem.ts';
import { type Attendance, createAttendance } from './attendance.ts';
import { type Clock, systemClock } from './clock.ts';
import { closeProcesses } from './close.ts';
import { createDoze, createRounds, type Rounds } from './dozing.ts';
import { checkDirectory, findExecutable } from './executable.ts';
import { type Exit, exitFrom } from './exit.ts';
import { createInputQueue } from './input-queue.ts';
import { readOutput } from './output.ts';
import { createPace } from './pace.ts';
import { type ProcessEntry, readProcess } from './process-tree.ts';
import { fdOf, streamOf, writeSome } from './pty.ts';
import { createScreen, type Screen, type Size } from './screen.ts';
import { createSizeClaims, type SizeClaim } from './size-claims.ts';
import { createTurns, type Turns } from './turns.ts';

export interface TerminalSpec {
  /** A path, or a name that is looked up in `env.PATH`. */
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment: nothing of our own is added but TERM and PWD. */
  readonly env: Readonly<Record<string, string>>;
  readonly cols: number;
  readonly rows: number;
  readonly scrollback: number;
}

export interface Terminal {
  readonly pid: number;
  readonly screen: Screen;
  readonly attendance: Attendance;
  /** Says whether the bytes were taken: not after the exit, nor while the program leaves its input unread. */
  readonly write: (bytes: string) => boolean;
  readonly resize: (cols: number, rows: number) => void;
  /** Sets the size until released; among several claims the last one made decides. */
  readonly claimSize: (size: Size) => SizeClaim;
  readonly exited: Promise<Exit>;
  /** SIGTERM, then after `graceMs` SIGKILL, to the group and to descendants that left it. */
  readonly close: (graceMs: number) => Promise<void>;
}

export const openTerminal = (
  spec: TerminalSpec,
  clock: Clock = systemClock,
  turns: Turns = createTurns(),
  rounds: Rounds = createRounds(clock),
): Result<Terminal> => {
  const directory = checkDirectory(spec.cwd);
  if (!directory.ok) return directory;
  const program = findExecutable(spec.command, spec.cwd, spec.env.PATH ?? '');
  if (!program.ok) return program;
  const size = clampSize(spec);
  try {
    const pty = spawn(program.value, [...spec.args], {
      ...size,
      name: spec.env.TERM ?? 'xterm-256color',
      cwd: spec.cwd,
      env: { ...spec.env },
      encoding: 'utf8',
    });
    return ok(terminalOn(pty, spec.scrollback, size, clock, turns, rounds));
  } catch (error) {
    return fail({
      kind: 'process',
      message: `The pseudo-terminal for ${program.value} could not be opened`,
      found: error instanceof Error ? error.message : String(error),
      next: 'Check the limits on processes and pseudo-terminals (ulimit -u, /proc/sys/kernel/pty/max).',
    });
  }
};

const terminalOn = (
  pty: IPty,
  scrollback: number,
  initial: Size,
  clock: Clock,
  turns: Turns,
  rounds: Rounds,
): Terminal => {
  const leader = readProcess(pty.pid);
  const attendance = createAttendance();
  let running = true;
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  const isUrgent = (): boolean => clock.now() - lastKeyAt <= ECHO_MS;
  const isOpen = (): boolean => running && !streamOf(pty).destroyed;

  const input = createInputQueue(clock, (bytes) => (isOpen() ? writeSome(fdOf(pty), bytes) : null));
  const screen = createScreen({
    ...initial,
    scrollback,
    reply: (bytes) => {
      // Who asks once may ask again, and waits for the answer.
      doze.wake();
      input.write(bytes, MAX_WAITING_REPLY_BYTES);
    },
    pause: () => {
      doze.wake();
      pty.pause();
    },
    bring: () => doze.bring(),
    resume: () => {
      if (running) pty.resume();
    },
    more: () => (doze.isOn() ? '' : output.more()),
    listen: (isListening) => output.listen(isListening),
    isDozing: () => doze.isOn(),
    isUrgent,
    turns,
  });
  const output = readOutput({ socket: streamOf(pty), fd: fdOf(pty), mayRead: isOpen }, (text) => {
    doze.came(text.length);
    input.nudge();
    screen.write(text);
    if (!doze.isOn()) rounds.pass();
  });
  const doze = createDoze({
    listen: output.listen,
    take: output.take,
    parse: screen.catchUp,
    isUnseen: () => !screen.isWatched,
    rounds,
    clock,
  });
  // The echo is in, so others may go on.
  screen.onChange(
    () => {
      if (isUrgent()) turns.release();
    },
    { isPatient: true },
  );

  let wanted = initial;
  const resizing = createPace(
    clock,
    () => RESIZE_EVERY_MS,
    () => {
      const { cols, rows } = screen.size;
      if (!isOpen() || (cols === wanted.cols && rows === wanted.rows)) return;
      screen.resize(wanted);
      pty.resize(wanted.cols, wanted.rows);
    },
  );
  const resize = (size: Size): void => {
    wanted = clampSize(size);
    resizing.request();
  };

  const exited = new Promise<Exit>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      running = false;
      doze.stop();
      input.stop();
      resizing.stop();
      // The last output may still wait for the parser; who hears of the end may want to read it.
      screen.settled().then(() => resolve(exitFrom(exitCode, signal)));
    });
  });

  return {
    pid: pty.pid,
    screen,
    attendance,
    write: (bytes) => {
      lastKeyAt = clock.now();
      turns.hold();
      doze.wake();
      return isOpen() && input.write(bytes, MAX_WAITING_BYTES);
    },
    resize: (cols, rows) => resize({ cols, rows }),
    claimSize: createSizeClaims(resize),
    exited,
    close: async (graceMs) => {
      doze.wake();
      await closeProcesses((await leader) ?? endedLeader(pty.pid), graceMs);
      await exited;
    },
  };
};

/** For so long after a key its echo is taken in and drawn before anything else. */
export const ECHO_MS = 50;
/** A drag of a window's edge makes hundreds of sizes; each costs the program a whole redraw. */
const RESIZE_EVERY_MS = 50;
/** Programs divide by the width, and the kernel's sizes are 16 bits: both ends have crashed something. */
const MIN_SIDE = 2;
const MAX_SIDE = 1000;
/** A program that reads no input: a person's paste may wait in memory, up to this. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** Answers to queries that nobody reads: a program that asks for ever must not fill our memory. */
const MAX_WAITING_REPLY_BYTES = 4096;

const clampSize = ({ cols, rows }: Size): Size => ({ cols: clampSide(cols), rows: clampSide(rows) });
const clampSide = (side: number): number =>
  Number.isFinite(side) ? Math.min(MAX_SIDE, Math.max(MIN_SIDE, Math.floor(side))) : MIN_SIDE;

/** A program that ended before it could be looked at: only its orphans are left, and no living process is taken for it. */
const endedLeader = (pid: number): ProcessEntry => ({ pid, parent: 0, session: pid, startedAt: '' });
