/**
 * A worker's screen: one headless terminal that takes what the session prints. Titles, clipboard writes, links, bells and
 * mode changes end in here; only cells can be read out of it, and answers to queries go to that session alone.
 */
import unicode from '@xterm/addon-unicode11';
import headless, { type IBuffer } from '@xterm/headless';
import { answerQueries } from './answers.ts';
import { createHistory, type History, TERMINAL_LINES } from './history.ts';
import { createIngest } from './ingest.ts';
import { createIntake } from './intake.ts';
import { type PaneModes, watchPaneModes } from './pane-modes.ts';
import { createParse } from './parse.ts';
import { isTerminalReply } from './reply.ts';
import { createShortcut } from './shortcut.ts';
import { createTurns, type Turns } from './turns.ts';

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
  /** What the session asked of keyboard and mouse. */
  readonly modes: PaneModes;
  /** The session is in the middle of a frame (mode 2026): what is seen now is half drawn. */
  readonly synchronized: boolean;
  /** Output waits to be taken in: what is seen now is about to be written over. */
  readonly isBehind: boolean;
  /** The visible rows as text, without trailing blanks. */
  readonly rows: () => readonly string[];
  /** The cells; row 0 of the visible screen is line `baseY`. */
  readonly buffer: IBuffer;
  /** The lines above the visible ones. */
  readonly history: Pick<History, 'length' | 'line'>;
  /**
   * Calls `listener` after each batch of output that was taken in; returns the way to stop. While all listeners are
   * patient, the batches are large and late; who reads something sees what came so far in any case.
   */
  readonly onChange: (listener: () => void, options?: { readonly isPatient?: boolean }) => () => void;
}

/** The side that feeds it. */
export interface LiveScreen extends Screen {
  /** Somebody is to hear of each change at once. */
  readonly isWatched: boolean;
  readonly write: (text: string) => void;
  readonly resize: (size: Size) => void;
  /** Takes in what was only put off because nobody looks, now or in the turns to come. */
  readonly catchUp: (isNow: boolean) => void;
  /** Resolves when all that was written so far is on the screen. */
  readonly settled: () => Promise<void>;
}

export interface ScreenOptions extends Size {
  /** Lines kept above the visible ones. */
  readonly scrollback: number;
  /** An answer to a query of the session. */
  readonly reply: (bytes: string) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Writes what the session has printed and nobody has read yet. */
  readonly bring?: () => void;
  /** What the session has printed since the last `write`, if it can be had now. */
  readonly more?: () => string;
  /** What nobody looks at waits for `catchUp`, not for its time. */
  readonly isDozing?: () => boolean;
  /** Whether `write` is called when the session has printed something. */
  readonly listen?: (isListening: boolean) => void;
  /** A person waits for this screen to change. */
  readonly isUrgent?: () => boolean;
  /** Shared by all screens of the process. */
  readonly turns?: Turns;
}

export const createScreen = (options: ScreenOptions): LiveScreen => {
  const terminal = new headless.Terminal({
    cols: options.cols,
    rows: options.rows,
    scrollback: Math.min(options.scrollback, TERMINAL_LINES),
    allowProposedApi: true,
    logLevel: 'off',
  });
  terminal.loadAddon(new unicode.Unicode11Addon());
  terminal.unicode.activeVersion = '11';

  const listeners = new Set<() => void>();
  let hasty = 0;
  const history = createHistory(terminal, options.scrollback);
  const intake = createIntake(terminal, history.clear);
  const paneModes = watchPaneModes(terminal);
  answerQueries(terminal, options.reply);
  let serial = 0;

  const changed = (): void => {
    serial += 1;
    for (const listener of listeners) listener();
  };
  terminal.onWriteParsed(changed);
  terminal.onData((bytes) => {
    if (isTerminalReply(bytes)) options.reply(bytes);
  });

  const write = createParse(terminal);
  let isParsing = false;
  const parse = (text: string): void => {
    const wasParsing = isParsing;
    isParsing = true;
    try {
      write(text);
      history.collect();
    } finally {
      isParsing = wasParsing;
    }
  };
  const ingest = createIngest({
    parse,
    shortcut: createShortcut(terminal, history, parse),
    turns: options.turns ?? createTurns(),
    isUrgent: options.isUrgent ?? (() => false),
    isWatched: () => hasty > 0,
    cols: () => terminal.cols,
    pause: options.pause,
    resume: options.resume,
    more: () => intake.limit(options.more?.() ?? ''),
    listen: options.listen ?? (() => {}),
    isDozing: options.isDozing ?? (() => false),
  });

  const catchUp = (): void => {
    // Who is told of a change in the middle of a text sees it as far as it is parsed.
    if (!isParsing) options.bring?.();
    ingest.catchUp();
  };

  return {
    get isWatched() {
      return hasty > 0;
    },
    get size() {
      return { cols: terminal.cols, rows: terminal.rows };
    },
    get serial() {
      return serial;
    },
    get cursor() {
      catchUp();
      const { cursorX, cursorY } = terminal.buffer.active;
      // After the last column the cursor waits beyond the edge; it is seen on the last cell.
      return { row: cursorY, col: Math.min(cursorX, terminal.cols - 1), visible: intake.cursorVisible() };
    },
    get bracketedPaste() {
      catchUp();
      return terminal.modes.bracketedPasteMode;
    },
    get modes() {
      catchUp();
      return paneModes();
    },
    get synchronized() {
      catchUp();
      return terminal.modes.synchronizedOutputMode;
    },
    get isBehind() {
      return ingest.isBehind();
    },
    get buffer() {
      catchUp();
      return terminal.buffer.active;
    },
    get history() {
      catchUp();
      return history;
    },
    rows: () => {
      catchUp();
      const { active } = terminal.buffer;
      return Array.from(
        { length: terminal.rows },
        (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
      );
    },
    onChange: (listener, { isPatient = false } = {}) => {
      catchUp();
      listeners.add(listener);
      if (!isPatient) hasty += 1;
      return () => {
        if (listeners.delete(listener) && !isPatient) hasty -= 1;
      };
    },
    write: (text) => ingest.write(intake.limit(text)),
    catchUp: (isNow) => (isNow ? ingest.catchUp() : ingest.catchUpSoon()),
    resize: ({ cols, rows }) => {
      if (cols === terminal.cols && rows === terminal.rows) return;
      terminal.resize(cols, rows);
      changed();
    },
    settled: ingest.settled,
  };
};
