/**
 * The terminal that the person sits at, while a worker's screen has it for itself: raw keyboard, alternate screen, marked
 * pastes. It is given back as it was in every ending: by `restore`, at exit, on a signal, after a crash.
 */
import { StringDecoder } from 'node:string_decoder';

export interface OuterTerminal {
  readonly size: () => OuterSize;
  readonly write: (text: string) => void;
  /** The keyboard, byte for byte. Keys pressed while nobody listens wait in the kernel. */
  readonly onInput: (listener: (bytes: string) => void) => () => void;
  /** The size changed, or the terminal was away (stopped and continued): everything must be painted again. */
  readonly onResize: (listener: () => void) => () => void;
  /** Whether mouse reports come with the keys; they do only after the person asked for it. Says what it is now. */
  readonly toggleMouse: () => boolean;
  readonly restore: () => void;
}

export interface OuterSize {
  readonly cols: number;
  readonly rows: number;
}

export interface OuterTerminalOptions {
  readonly stdin: Keyboard;
  readonly stdout: Display;
  /** Whose endings restore the terminal; the process itself when not given. */
  readonly endings?: Endings;
}

/** The part of `process.stdin` that is used. */
export interface Keyboard {
  readonly setRawMode: (raw: boolean) => unknown;
  readonly isRaw?: boolean;
  readonly on: (event: 'data', listener: (chunk: Buffer | string) => void) => unknown;
  readonly off: (event: 'data', listener: (chunk: Buffer | string) => void) => unknown;
  readonly resume: () => unknown;
  readonly pause: () => unknown;
  readonly ref?: () => unknown;
}

/** The part of `process.stdout` that is used. */
export interface Display {
  readonly columns: number;
  readonly rows: number;
  readonly write: (text: string) => unknown;
  readonly on: (event: 'resize' | 'error', listener: () => void) => unknown;
  readonly off: (event: 'resize' | 'error', listener: () => void) => unknown;
}

/** The part of `process` that is used. */
export interface Endings {
  readonly pid: number;
  readonly on: (event: Ending, listener: () => void) => unknown;
  readonly off: (event: Ending, listener: () => void) => unknown;
  readonly listenerCount: (event: Ending) => number;
  readonly kill: (pid: number, signal: EndingSignal) => unknown;
}

type EndingSignal = (typeof ENDING_SIGNALS)[number];
type Ending = EndingSignal | 'exit' | 'uncaughtExceptionMonitor' | 'SIGCONT';

export const openOuterTerminal = ({ stdin, stdout, endings = process }: OuterTerminalOptions): OuterTerminal => {
  const wasRaw = stdin.isRaw === true;
  const decoder = new StringDecoder('utf8');
  const resizeListeners = new Set<() => void>();
  let isOpen = true;
  let isMouseOn = false;

  const onResize = (): void => {
    for (const listener of resizeListeners) listener();
  };
  const enter = (): void => {
    stdin.setRawMode(true);
    stdout.write(isMouseOn ? `${ENTER}${MOUSE_ON}` : ENTER);
  };
  const onContinue = (): void => {
    enter();
    onResize();
  };
  const restore = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stdout.write(LEAVE);
    try {
      stdin.setRawMode(wasRaw);
    } catch {
      // The terminal is gone (the window was closed): nobody is left to restore it for.
    }
    stdin.pause();
    stdout.off('resize', onResize);
    stdout.off('error', ignore);
    endings.off('exit', restore);
    endings.off('uncaughtExceptionMonitor', restore);
    endings.off('SIGCONT', onContinue);
    for (const [signal, listener] of signalListeners) endings.off(signal, listener);
  };
  const signalListeners = ENDING_SIGNALS.map((signal) => {
    const listener = (): void => {
      restore();
      // Listening has taken the signal's own effect away; unless somebody else deals with it, it has it now.
      if (endings.listenerCount(signal) <= bystanders()) endings.kill(endings.pid, signal);
    };
    return [signal, listener] as const;
  });

  endings.on('exit', restore);
  endings.on('uncaughtExceptionMonitor', restore);
  endings.on('SIGCONT', onContinue);
  for (const [signal, listener] of signalListeners) endings.on(signal, listener);
  stdout.on('error', ignore);
  stdout.on('resize', onResize);
  stdin.ref?.();
  enter();

  return {
    size: () => ({ cols: stdout.columns, rows: stdout.rows }),
    write: (text) => {
      if (isOpen) stdout.write(text);
    },
    onInput: (listener) => {
      const onData = (chunk: Buffer | string): void =>
        listener(typeof chunk === 'string' ? chunk : decoder.write(chunk));
      stdin.on('data', onData);
      stdin.resume();
      return () => {
        stdin.off('data', onData);
        stdin.pause();
      };
    },
    onResize: (listener) => {
      resizeListeners.add(listener);
      return () => resizeListeners.delete(listener);
    },
    toggleMouse: () => {
      isMouseOn = !isMouseOn;
      stdout.write(isMouseOn ? MOUSE_ON : MOUSE_OFF);
      return isMouseOn;
    },
    restore,
  };
};

/**
 * Listeners of the library (two versions of it) by which Ink shows the cursor again: they stay when Ink is gone, and leave a signal alone that
 * somebody else listens to as well. So each would wait for the other.
 */
const bystanders = (): number =>
  [Reflect.get(globalThis, Symbol.for('signal-exit emitter')), Reflect.get(process, '__signal_exit_emitter__')].reduce(
    (sum: number, emitter: { readonly count?: unknown } | undefined) =>
      sum + (typeof emitter?.count === 'number' ? emitter.count : 0),
    0,
  );

const ENDING_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

/** Presses, drags and the wheel (1002), in coordinates without a limit (1006). */
const MOUSE_ON = '\x1b[?1002h\x1b[?1006h';
const MOUSE_OFF = '\x1b[?1006l\x1b[?1002l\x1b[?1000l';
/** Alternate screen, marked pastes, focus reports, and no mouse until the person asks for it. */
const ENTER = `\x1b[?1049h\x1b[?2004h\x1b[?1004h${MOUSE_OFF}\x1b[0m\x1b[2J\x1b[H`;
/** Also what may be half done when a frame is cut off: colours, a synchronized frame, the hidden cursor. */
const LEAVE = `\x1b[0m\x1b[?2026l\x1b[?2004l\x1b[?1004l${MOUSE_OFF}\x1b[?25h\x1b[?1049l`;

/** A terminal that went away fails every write; its hang-up signal ends the program. */
const ignore = (): void => {};
