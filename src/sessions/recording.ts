/** Recordings of a screen in the form of asciinema (asciicast v2): a header and one line per frame. */
import { fail, ok, type Result } from '../domain/problem.ts';
import type { Size } from './screen.ts';

export interface Recording extends Size {
  readonly frames: readonly RecordedFrame[];
}

export interface RecordedFrame {
  /** Since the beginning. */
  readonly seconds: number;
  readonly bytes: string;
}

export const recordingHeader = ({ cols, rows }: Size, at: number, title: string): string =>
  `${JSON.stringify({ version: 2, width: cols, height: rows, timestamp: Math.floor(at / 1000), title, env: { TERM: 'xterm-256color' } })}\n`;

export const recordedFrame = (seconds: number, bytes: string): string =>
  `${JSON.stringify([Number(seconds.toFixed(6)), 'o', bytes])}\n`;

/** A recording may be anybody's: what it holds is looked at, and shown by a terminal of its own. */
export const readRecording = (text: string): Result<Recording> => {
  const [first = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const header = parsed(first);
  const [cols, rows] = [sideOf(header, 'width'), sideOf(header, 'height')];
  if (fieldOf(header, 'version') !== 2 || cols === null || rows === null) {
    return fail({
      kind: 'parse',
      message: 'this is no recording of the form asciicast v2',
      found: first.slice(0, 80),
    });
  }
  const frames: RecordedFrame[] = [];
  for (const line of lines) {
    const event = parsed(line);
    if (!Array.isArray(event)) continue; // The last line of a recording that was cut off.
    const [seconds, kind, bytes] = event;
    if (typeof seconds === 'number' && kind === 'o' && typeof bytes === 'string') frames.push({ seconds, bytes });
  }
  return ok({ cols, rows, frames });
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const MAX_SIDE = 1000;
const sideOf = (value: unknown, name: string): number | null => {
  const side = fieldOf(value, name);
  return typeof side === 'number' && Number.isInteger(side) && side >= 1 && side <= MAX_SIDE ? side : null;
};
