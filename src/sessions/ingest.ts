/**
 * Output on its way to the parser: taken in at once while this turn of the event loop has time for it, else in slices in
 * the turns to come. A flood is gathered for a frame's time first, because most of what came will never be seen, and the
 * output of a screen that nobody looks at for longer. The session is made to wait while too much of it is unparsed.
 */
import type { Shortcut } from './shortcut.ts';
import type { Task, Turns } from './turns.ts';

export interface Ingest {
  readonly write: (text: string) => void;
  /** Output waits: what is seen now is about to be written over. */
  readonly isBehind: () => boolean;
  /** Parses what was only put off because nobody looked: for who looks now. */
  readonly catchUp: () => void;
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
}

/** Unparsed text at which the session is made to wait: some 5 ms of parsing. */
export const BACKLOG_HIGH_CHARS = 128_000;
/** Where it may go on: low enough to be worth a system call, high enough that the parser does not run dry. */
export const BACKLOG_LOW_CHARS = 32_000;

export const createIngest = (parts: IngestParts): Ingest => {
  const { parse, shortcut, turns, isUrgent, isWatched, cols, pause, resume } = parts;
  let waiting: string[] = [];
  let waitingChars = 0;
  let isPaused = false;
  let settlers: (() => void)[] = [];
  let escapes = FIRST_ESCAPES;
  const isFlood = createFloodGauge();
  let gathering: NodeJS.Timeout | null = null;
  /** What waits does so because nobody looks. */
  let isPutOff = false;
  /** So much from here on is known to hold no shortcut. */
  let triedChars = 0;

  /** The text that waits, as one where its first piece is too short to be worth a look; each character is copied once. */
  const head = (): string => {
    if ((waiting[0]?.length ?? 0) < SHORTCUT_CHARS && waiting.length > 1) waiting = [waiting.join('')];
    return waiting[0] ?? '';
  };
  const takeShortcut = (): boolean => {
    if (triedChars > 0 || waitingChars < SHORTCUT_CHARS) return false;
    const taken = shortcut(head);
    if (taken > 0) waiting[0] = head().slice(taken);
    waitingChars -= taken;
    triedChars = taken > 0 ? 0 : TRY_EVERY_CHARS;
    return taken > 0;
  };

  /** Parses one slice; its time decides how many sequences the next one may have. */
  const takeSlice = (): void => {
    if (takeShortcut()) return;
    const text = waiting[0] ?? '';
    const end = sliceEnd(text, Math.min(MAX_CHARS, MAX_LINES * cols()), escapes);
    if (end === text.length) waiting.shift();
    else waiting[0] = text.slice(end);
    waitingChars -= end;
    triedChars -= end;
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

  const takeSoon = (): void => {
    if (gathering !== null) clearTimeout(gathering);
    gathering = null;
    isPutOff = false;
    turns.queue(task);
  };
  const delayOf = (text: string): number => {
    const floods = isFlood(text.length);
    if (isUrgent()) return 0;
    if (floods) return GATHER_MS;
    return isWatched() || ASKS.test(text) ? 0 : UNSEEN_MS;
  };

  return {
    write: (text) => {
      if (text === '') return;
      const delayMs = delayOf(text);
      const mayGoAtOnce = waitingChars === 0 && delayMs === 0 && (isUrgent() || !turns.isSpent());
      if (waitingChars === 0) isPutOff = delayMs === UNSEEN_MS;
      waiting.push(text);
      waitingChars += text.length;
      if (mayGoAtOnce) takeSlice();
      if (waitingChars === 0) return;
      if (delayMs === 0 || waitingChars >= BACKLOG_HIGH_CHARS) takeSoon();
      else gathering ??= setTimeout(takeSoon, delayMs);
      if (isPaused || waitingChars <= BACKLOG_HIGH_CHARS) return;
      isPaused = true;
      pause();
    },
    isBehind: () => waitingChars > 0,
    catchUp: () => {
      if (!isPutOff || waitingChars === 0) return;
      takeSoon();
      const text = waiting.join('');
      // More than a slice has its turns.
      if (sliceEnd(text, MAX_CHARS, FIRST_ESCAPES) < text.length) return;
      waiting = [];
      waitingChars = 0;
      parse(text);
    },
    settled: () => {
      if (waitingChars === 0) return Promise.resolve();
      takeSoon();
      return new Promise((resolve) => settlers.push(resolve));
    },
  };
};

/** Plain text of fewer characters is hardly more than the screen and what is kept above it. */
const SHORTCUT_CHARS = 8_192;
/** After a look in vain, what it costs must be small beside the parsing. */
const TRY_EVERY_CHARS = 8_192;
/** A frame's time. */
const GATHER_MS = 16;
/** Of a spinner that nobody sees every second or third step is enough; what watches for dialogs looks after a second. */
const UNSEEN_MS = 250;
/** Questions, and strings that may be one: who asks waits for the answer. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: sequences are made of control characters.
const ASKS = /\x1b\[[0-?]*[ -/]*[cnpqtux]|\x1b[\]PZ]|[\x05\x80-\x9f]/;
/** More than this within a frame's time is a flood: a whole screen of text, written anew, is a third of it. */
const FLOOD_CHARS = 32_768;

/** Told of each piece of output, it says whether the session floods. */
const createFloodGauge = (): ((chars: number) => boolean) => {
  let since = 0;
  let chars = 0;
  let wasFlood = false;
  return (more) => {
    const now = performance.now();
    if (now - since > GATHER_MS) {
      wasFlood = chars > FLOOD_CHARS && now - since < 2 * GATHER_MS;
      since = now;
      chars = 0;
    }
    chars += more;
    return wasFlood || chars > FLOOD_CHARS;
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
const MAX_ESCAPES = 256;
const FIRST_ESCAPES = 64;
/** No room for more sequences than that. */
const SHORT_CHARS = 2 * FIRST_ESCAPES;
const MIN_ESCAPES = 4;
const SLOW_MS = 4;
const FAST_MS = 1;

const sliceEnd = (text: string, maxChars: number, maxEscapes: number): number => {
  // Each search is of what the one before left: a look for a character that is not there reads to the end.
  if (text.length <= SHORT_CHARS) return text.length;
  let slice = text.slice(0, maxChars);
  slice = slice.slice(0, boundary(slice, '\x1b', maxEscapes));
  // C1 codes are rare, and each is a sequence too.
  slice = slice.slice(0, boundary(slice, '\x9b', maxEscapes));
  // Behind the line's end: the shortcut goes on from a fresh line.
  const end = Math.min(slice.length, boundary(slice, '\n', MAX_LINES - 1) + 1);
  // Half a character is none: its other half is in the next slice.
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff && end < text.length ? end + 1 : end;
};

/** The place of the one after `count` of these, or the end when there are no more. */
const boundary = (text: string, char: string, count: number): number => {
  let at = -1;
  for (let seen = 0; seen <= count; seen += 1) {
    at = text.indexOf(char, at + 1);
    if (at === -1) return text.length;
  }
  return Math.max(1, at);
};
