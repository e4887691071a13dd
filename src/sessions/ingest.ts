/**
 * Output on its way to the parser: taken in at once while this turn of the event loop has time for it, else in slices in
 * the turns to come; the session is made to wait while too much of it is unparsed.
 */
import type { Task, Turns } from './turns.ts';

export interface Ingest {
  readonly write: (text: string) => void;
  /** Output waits: what is seen now is about to be written over. */
  readonly isBehind: () => boolean;
  /** Resolves when all that was written so far is parsed. */
  readonly settled: () => Promise<void>;
}

export interface IngestParts {
  /** Parses the text before it returns. */
  readonly parse: (text: string) => void;
  readonly turns: Turns;
  /** A person waits for this screen to change. */
  readonly isUrgent: () => boolean;
  readonly cols: () => number;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Unparsed text at which the session is made to wait: some 3 ms of parsing. */
export const BACKLOG_HIGH_CHARS = 64_000;
/** Where it may go on: low enough to be worth a system call, high enough that the parser does not run dry. */
export const BACKLOG_LOW_CHARS = 16_000;

export const createIngest = ({ parse, turns, isUrgent, cols, pause, resume }: IngestParts): Ingest => {
  const waiting: string[] = [];
  let waitingChars = 0;
  let isPaused = false;
  let settlers: (() => void)[] = [];
  let escapes = MAX_ESCAPES;

  /** Parses one slice; its time decides how many sequences the next one may have. */
  const takeSlice = (): void => {
    const text = waiting[0] ?? '';
    const end = sliceEnd(text, Math.min(MAX_CHARS, MAX_LINES * cols()), escapes);
    if (end === text.length) waiting.shift();
    else waiting[0] = text.slice(end);
    waitingChars -= end;
    const startedAt = performance.now();
    parse(end === text.length ? text : text.slice(0, end));
    const ms = performance.now() - startedAt;
    if (ms > SLOW_MS) escapes = Math.max(MIN_ESCAPES, escapes >> 2);
    else if (ms < FAST_MS) escapes = Math.min(MAX_ESCAPES, escapes << 1);
  };

  const afterwards = (): void => {
    if (isPaused && waitingChars <= BACKLOG_LOW_CHARS) {
      isPaused = false;
      resume();
    }
    if (waitingChars > 0 || settlers.length === 0) return;
    const settled = settlers;
    settlers = [];
    for (const settle of settled) settle();
  };

  const task: Task = {
    isUrgent,
    work: () => {
      if (waitingChars > 0) takeSlice();
      afterwards();
      return waitingChars > 0;
    },
  };

  return {
    write: (text) => {
      if (text === '') return;
      const mayGoAtOnce = waitingChars === 0 && (isUrgent() || !turns.isSpent());
      waiting.push(text);
      waitingChars += text.length;
      if (mayGoAtOnce) takeSlice();
      if (waitingChars === 0) return;
      turns.queue(task);
      if (isPaused || waitingChars <= BACKLOG_HIGH_CHARS) return;
      isPaused = true;
      pause();
    },
    isBehind: () => waitingChars > 0,
    settled: () => (waitingChars === 0 ? Promise.resolve() : new Promise((resolve) => settlers.push(resolve))),
  };
};

/** Half a millisecond of plain text. */
const MAX_CHARS = 16_384;
/** So many lines at most leave the screen with one slice, whatever its width: the history must see each of them. */
const MAX_LINES = 80;
/**
 * A sequence of two characters can cost a fifth of a millisecond (a reset of the whole terminal). So the sequences of a
 * slice are counted, and become fewer when one was slow.
 */
const MAX_ESCAPES = 64;
const MIN_ESCAPES = 4;
const SLOW_MS = 4;
const FAST_MS = 1;

const sliceEnd = (text: string, maxChars: number, maxEscapes: number): number => {
  let end = Math.min(text.length, maxChars);
  end = boundary(text, '\n', MAX_LINES, end);
  end = boundary(text, '\x1b', maxEscapes, end);
  // C1 codes are rare, and each is a sequence too.
  end = boundary(text, '\x9b', maxEscapes, end);
  // Half a character is none: its other half is in the next slice.
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff && end < text.length ? end + 1 : end;
};

/** The place of the `count`th of these, or `end` when there are fewer before it. */
const boundary = (text: string, char: string, count: number, end: number): number => {
  let at = -1;
  for (let seen = 0; seen <= count; seen += 1) {
    at = text.indexOf(char, at + 1);
    if (at === -1 || at >= end) return end;
  }
  return Math.max(1, at);
};
