/**
 * Output on its way to the parser: taken in at once while this turn of the event loop has time for it, else in slices in
 * the turns to come. What of a flood may still go past the parser is held back for a frame's time, and the output of a
 * screen that nobody looks at for longer. The session is made to wait while too much of it is unparsed.
 */
import { createFloodGauge } from './flood-gauge.ts';
import type { Shortcut } from './shortcut.ts';
import { createShortcutTries } from './shortcut-tries.ts';
import { FIRST_ESCAPES, MAX_CHARS, MAX_ESCAPES, MAX_LINES, MIN_ESCAPES, sliceEnd } from './slice.ts';
import type { Task, Turns } from './turns.ts';
import { createUnparsed } from './unparsed.ts';

export interface Ingest {
  readonly write: (text: string) => void;
  /** Output waits: what is seen now is about to be written over. */
  readonly isBehind: () => boolean;
  /** Parses what was only put off because nobody looked: for who looks now. */
  readonly catchUp: () => void;
  /** The same in the turns to come. */
  readonly catchUpSoon: () => void;
  /** Resolves when all that was written so far is parsed. */
  readonly settled: () => Promise<void>;
}

export interface IngestParts {
  /** Parses the text before it returns. */
  readonly parse: (text: string) => void;
  readonly shortcut: Shortcut;
  readonly turns: Turns;
  /** A person waits for this screen to change. */
  readonly isUrgent: () => boolean;
  /** Somebody is to hear of each change at once. */
  readonly isWatched: () => boolean;
  readonly cols: () => number;
  readonly pause: () => void;
  readonly resume: () => void;
  /** What has come behind the last `write`, if it can be had now. */
  readonly more: () => string;
  /** Whether `write` is called when something has come. */
  readonly listen: (isListening: boolean) => void;
  /** What nobody looks at waits for `catchUp`. */
  readonly isDozing: () => boolean;
}

/** Unparsed text at which the session is made to wait: some 5 ms of parsing. */
export const BACKLOG_HIGH_CHARS = 128_000;
/** Where it may go on: low enough to be worth a system call, high enough that the parser does not run dry. */
export const BACKLOG_LOW_CHARS = 32_000;

export const createIngest = (parts: IngestParts): Ingest => {
  const { parse, shortcut, turns, isUrgent, isWatched, cols, pause, resume, more, listen, isDozing } = parts;
  const unparsed = createUnparsed();
  let isPaused = false;
  let settlers: (() => void)[] = [];
  let escapes = FIRST_ESCAPES;
  const flood = createFloodGauge();
  let isReading = false;
  let timer: NodeJS.Timeout | null = null;
  /** What waits does so because nobody looks. */
  let isPutOff = false;
  const tries = createShortcutTries();
  /** So much from here on is parsed now, shortcut or not: its frame's time is over. */
  let dueChars = 0;

  const take = (chars: number): void => {
    unparsed.take(chars);
    tries.took(chars);
    dueChars = Math.max(0, dueChars - chars);
  };

  const takeShortcut = (): boolean => {
    if (dueChars > 0 || !tries.isWorthIt() || unparsed.chars() < SHORTCUT_CHARS) return false;
    const { chars, restIsPlain } = shortcut(unparsed.whole, unparsed.taken());
    take(chars);
    tries.tried(restIsPlain || chars > 0);
    return chars > 0;
  };
  /** What would be parsed now may go past the parser when more comes. */
  const isWorthHolding = (): boolean => dueChars === 0 && tries.isWorthIt() && flood.isOn() && !isUrgent();

  /** Parses one slice; its time decides how many sequences the next one may have. */
  const takeSlice = (): void => {
    const text = unparsed.head();
    const end = sliceEnd(text, Math.min(MAX_CHARS, MAX_LINES * cols()), escapes);
    take(end);
    const startedAt = performance.now();
    parse(end === text.length ? text : text.slice(0, end));
    const ms = performance.now() - startedAt;
    if (ms > SLOW_MS) escapes = Math.max(MIN_ESCAPES, escapes >> 2);
    else if (ms < FAST_MS) escapes = Math.min(MAX_ESCAPES, escapes << 1);
  };

  const afterwards = (): void => {
    if (isPaused && unparsed.chars() <= BACKLOG_LOW_CHARS) {
      isPaused = false;
      resume();
    }
    if (unparsed.chars() > 0 || settlers.length === 0) return;
    const settled = settlers;
    settlers = [];
    for (const settle of settled) settle();
  };

  const task: Task = {
    isUrgent,
    isUnseen: () => !isWatched(),
    work: () => {
      // Who waits for what came so far does not wait for more.
      const most = isWorthHolding() ? BACKLOG_HIGH_CHARS : BACKLOG_LOW_CHARS;
      const text = unparsed.chars() < most && settlers.length === 0 ? more() : '';
      if (text !== '') unparsed.add(text);
      flood.sees(text.length);
      if (unparsed.chars() > 0) {
        const isShorter = takeShortcut();
        if (isShorter || isWorthHolding()) {
          // However fast more comes, the screen has its frames.
          timer ??= setTimeout(takeNow, HOLD_MS);
          if (!isShorter && text === '') return rest();
        } else takeSlice();
      }
      afterwards();
      return unparsed.chars() > 0 || rest();
    },
  };
  /** Nothing is left to do until something comes. */
  const rest = (): false => {
    if (isReading) listen(true);
    isReading = false;
    return false;
  };
  /** A flood is read in its turns alone: told of as it comes, it would take the time of keys between them. */
  const readFlood = (): void => {
    if (isReading || !flood.isOn()) return;
    isReading = true;
    listen(false);
  };

  const stopTimer = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const takeSoon = (): void => {
    if (isPutOff) stopTimer();
    isPutOff = false;
    turns.queue(task);
  };
  /** Parses all that waits now, in the turns to come. */
  const takeNow = (): void => {
    stopTimer();
    dueChars = unparsed.chars();
    takeSoon();
  };

  return {
    write: (text) => {
      if (text === '') return;
      flood.sees(text.length);
      const isHasty = isUrgent() || isWatched() || flood.isOn() || ASKS.test(text);
      const mayGoAtOnce = unparsed.chars() === 0 && isHasty && (isUrgent() || !turns.isSpent());
      if (unparsed.chars() === 0) isPutOff = !isHasty;
      unparsed.add(text);
      if (mayGoAtOnce && !isWorthHolding()) takeSlice();
      if (unparsed.chars() === 0) return;
      if (isHasty || unparsed.chars() >= BACKLOG_HIGH_CHARS) {
        takeSoon();
        readFlood();
      } else if (!isDozing()) timer ??= setTimeout(takeNow, UNSEEN_MS);
      if (isPaused || unparsed.chars() <= BACKLOG_HIGH_CHARS) return;
      isPaused = true;
      pause();
    },
    isBehind: () => unparsed.chars() > 0,
    catchUp: () => {
      if (!isPutOff || unparsed.chars() === 0) return;
      const text = unparsed.whole();
      // More than a slice has its turns.
      if (sliceEnd(text, MAX_CHARS, FIRST_ESCAPES) < text.length) {
        takeNow();
        return;
      }
      stopTimer();
      take(text.length);
      parse(text);
      afterwards();
    },
    catchUpSoon: () => {
      if (isPutOff && unparsed.chars() > 0) takeNow();
    },
    settled: () => {
      if (unparsed.chars() === 0) return Promise.resolve();
      takeNow();
      return new Promise((resolve) => settlers.push(resolve));
    },
  };
};

/** Plain text of fewer characters is hardly more than the screen and what is kept above it. */
const SHORTCUT_CHARS = 8_192;
/** A frame's time. */
const HOLD_MS = 16;
/** Of a spinner that nobody sees every second or third step is enough; what watches for dialogs looks after a second. */
const UNSEEN_MS = 250;
/** Questions, and strings that may be one: who asks waits for the answer. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: sequences are made of control characters.
const ASKS = /\x1b\[[0-?]*[ -/]*[cnpqtux]|\x1b[\]PZ]|[\x05\x80-\x9f]/;
const SLOW_MS = 4;
const FAST_MS = 1;
