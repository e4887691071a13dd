/**
 * Plays a recording of a screen. Its bytes go to a terminal of their own and from there through the painter, like a
 * session's: a recording from anywhere cannot touch the person's terminal.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, type Result } from '../domain/problem.ts';
import { createPainter } from '../sessions/painter.ts';
import { readRecording } from '../sessions/recording.ts';
import { createScreen, type LiveScreen } from '../sessions/screen.ts';
import { endWith } from './exit.ts';
import { guardTerminal } from './terminal-guard.ts';

export interface PlayOptions {
  /** How many times faster than it was. */
  readonly speed: number;
  /** The longest pause, in seconds. */
  readonly idle: number;
  readonly json?: boolean | undefined;
}

/** On a terminal it plays; otherwise the last screen is printed as text. */
export const playFile = async (path: string, options: PlayOptions): Promise<void> => {
  const text = textOf(path);
  const recording = text.ok ? readRecording(text.value) : text;
  if (!recording.ok) return endWith(recording.problem, options);
  const { cols, rows, frames } = recording.value;
  const screen = createScreen({ cols, rows, scrollback: 0, reply: () => {}, pause: () => {}, resume: () => {} });
  if (!process.stdout.isTTY) {
    for (const { bytes } of frames) screen.write(bytes);
    await screen.settled();
    const rows = screen.rows().map((row) => row.trimEnd());
    process.stdout.write(`${rows.join('\n').trimEnd()}\n`);
    return;
  }
  const release = guardTerminal();
  let isStopped = false;
  process.once('SIGINT', () => {
    isStopped = true;
  });
  process.stdout.write(ENTER);
  const show = paintingOn(screen);
  let before = 0;
  for (const { seconds, bytes } of frames) {
    if (isStopped) break;
    await sleep((Math.min(options.idle, Math.max(0, seconds - before)) / Math.max(options.speed, MIN_SPEED)) * 1000);
    before = seconds;
    screen.write(bytes);
    await screen.settled();
    show();
  }
  if (!isStopped) await sleep(LAST_FRAME_MS);
  process.stdout.write(LEAVE);
  release();
};

const textOf = (path: string): Result<string> => {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    return fail({
      kind: 'missing',
      message: `the recording ${path} cannot be read`,
      found: error instanceof Error ? error.message : String(error),
    });
  }
};

const paintingOn = (screen: LiveScreen): (() => void) => {
  const painter = createPainter();
  return () => {
    const { columns, rows } = process.stdout;
    const area = { top: 0, left: 0, cols: Math.min(columns, screen.size.cols), rows: Math.min(rows, screen.size.rows) };
    process.stdout.write(painter.paint(screen, area));
  };
};

const ENTER = '\x1b[?1049h\x1b[0m\x1b[2J';
const LEAVE = '\x1b[0m\x1b[?2026l\x1b[?25h\x1b[?1049l';
const MIN_SPEED = 0.01;
/** To be read. */
const LAST_FRAME_MS = 1000;
