/**
 * A worker's screen: one headless terminal that takes what the session prints. Titles, clipboard writes, links, bells and
 * mode changes end in here; only cells can be read out of it, and answers to queries go to that session alone.
 */
import unicode from '@xterm/addon-unicode11';
import headless, { type IBuffer } from '@xterm/headless';
import { createIntake } from './intake.ts';
import { isTerminalReply } from './reply.ts';

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

export interface Cursor {
  readonly row: number;
  readonly col: number;
  readonly visible: boolean;
}

/** To look at. Nothing here changes the screen. */
export interface Screen {
  readonly size: Size;
  /** Rises with every change, so that who looks again can tell whether to. */
  readonly serial: number;
  readonly cursor: Cursor;
  /** The session asked that pastes be marked (mode 2004). */
  readonly bracketedPaste: boolean;
  /** The session is in the middle of a frame (mode 2026): what is seen now is half drawn. */
  readonly synchronized: boolean;
  /** The visible rows as text, without trailing blanks. */
  readonly rows: () => readonly string[];
  /** The cells; row 0 of the visible screen is line `baseY`. */
  readonly buffer: IBuffer;
  /** Calls `listener` after each batch of output that was taken in; returns the way to stop. */
  readonly onChange: (listener: () => void) => () => void;
}

/** The side that feeds it. */
export interface LiveScreen extends Screen {
  readonly write: (text: string) => void;
  /** Keyboard input passes through here, so that its echo is taken in at once and not at the next turn of the loop. */
  readonly input: (bytes: string) => boolean;
  readonly resize: (size: Size) => void;
  /** Resolves when all that was written so far is on the screen. */
  readonly settled: () => Promise<void>;
}

export interface ScreenOptions extends Size {
  /** Lines kept above the visible ones. */
  readonly scrollback: number;
  /** Keyboard for the session; says whether it was taken. */
  readonly type: (bytes: string) => boolean;
  /** An answer to a query of the session. */
  readonly reply: (bytes: string) => void;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Unparsed text at which the session is made to wait: about 3 ms of parsing, so that no other screen waits longer. */
export const BACKLOG_HIGH_CHARS = 100_000;
/**
 * The parser looks at the time only between pieces. Two characters can cost a fifth of a millisecond (a reset of the whole
 * terminal), so a read of 4 KB in one piece could keep the process for half a second.
 */
const PIECE_CHARS = 256;
/** Where it may go on: low enough to be worth a system call, high enough that the parser does not run dry. */
export const BACKLOG_LOW_CHARS = 5_000;

export const createScreen = (options: ScreenOptions): LiveScreen => {
  const terminal = new headless.Terminal({
    cols: options.cols,
    rows: options.rows,
    scrollback: options.scrollback,
    allowProposedApi: true,
    logLevel: 'off',
  });
  terminal.loadAddon(new unicode.Unicode11Addon());
  terminal.unicode.activeVersion = '11';

  const listeners = new Set<() => void>();
  const intake = createIntake(terminal);
  let serial = 0;
  let backlog = 0;
  let paused = false;
  let typing = false;
  let taken = false;

  const changed = (): void => {
    serial += 1;
    for (const listener of listeners) listener();
  };
  terminal.onWriteParsed(changed);
  terminal.onData((bytes) => {
    if (typing) taken = options.type(bytes);
    else if (isTerminalReply(bytes)) options.reply(bytes);
  });

  const parsed = (length: number): void => {
    backlog -= length;
    if (!paused || backlog > BACKLOG_LOW_CHARS) return;
    paused = false;
    options.resume();
  };

  return {
    get size() {
      return { cols: terminal.cols, rows: terminal.rows };
    },
    get serial() {
      return serial;
    },
    get cursor() {
      const { cursorX, cursorY } = terminal.buffer.active;
      // After the last column the cursor waits beyond the edge; it is seen on the last cell.
      return { row: cursorY, col: Math.min(cursorX, terminal.cols - 1), visible: intake.cursorVisible() };
    },
    get bracketedPaste() {
      return terminal.modes.bracketedPasteMode;
    },
    get synchronized() {
      return terminal.modes.synchronizedOutputMode;
    },
    get buffer() {
      return terminal.buffer.active;
    },
    rows: () =>
      Array.from({ length: terminal.rows }, (_, row) => {
        const { active } = terminal.buffer;
        return active.getLine(active.baseY + row)?.translateToString(true) ?? '';
      }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    write: (text) => {
      const { length } = text;
      backlog += length;
      if (!paused && backlog > BACKLOG_HIGH_CHARS) {
        paused = true;
        options.pause();
      }
      const limited = intake.limit(text);
      for (let at = PIECE_CHARS; at < limited.length; at += PIECE_CHARS)
        terminal.write(limited.slice(at - PIECE_CHARS, at));
      const lastPiece = Math.max(0, Math.ceil(limited.length / PIECE_CHARS) - 1) * PIECE_CHARS;
      terminal.write(limited.slice(lastPiece), () => parsed(length));
    },
    input: (bytes) => {
      typing = true;
      try {
        terminal.input(bytes, true);
      } finally {
        typing = false;
      }
      return taken;
    },
    resize: ({ cols, rows }) => {
      if (cols === terminal.cols && rows === terminal.rows) return;
      terminal.resize(cols, rows);
      changed();
    },
    settled: () => new Promise((resolve) => terminal.write('', resolve)),
  };
};
