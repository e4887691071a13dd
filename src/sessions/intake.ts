/**
 * What stands between a session's output and the terminal that parses it: sequences that would make the parser loop or
 * collect without bound are cut to size, everything else passes unchanged, whole or in pieces.
 */
import type { Terminal } from '@xterm/headless';
import { COUNTED_FINALS, createLimiter } from './limiter.ts';

export interface Intake {
  /** The text as the terminal may have it. */
  readonly limit: (text: string) => string;
  readonly cursorVisible: () => boolean;
}

/** `onErased` is called when the session throws its scrollback away (`CSI 3 J`). */
export const createIntake = (terminal: Terminal, onErased: () => void): Intake => {
  refuseLoops(terminal);
  terminal.parser.registerCsiHandler({ final: 'J' }, ([what]) => {
    if (what === 3) onErased();
    return false;
  });
  const cursorVisible = watchCursor(terminal);
  const limiter = createLimiter(() => Math.max(terminal.rows, terminal.cols));
  return { limit: limiter, cursorVisible };
};

/**
 * The limiter cuts the counts it can read. A count with other bytes hidden in it comes this far, and is dropped:
 * `CSI 2147483647 S` would hold the whole process for minutes.
 */
const refuseLoops = (terminal: Terminal): void => {
  for (const final of COUNTED_FINALS) {
    terminal.parser.registerCsiHandler({ final }, ([count]) => {
      return typeof count === 'number' && count > Math.max(terminal.rows, terminal.cols);
    });
  }
};

/** Whether the cursor is shown is not part of the terminal's public state, so the sequences that say it are watched. */
const watchCursor = (terminal: Terminal): (() => boolean) => {
  let visible = true;
  const see = (value: boolean) => (): false => {
    visible = value;
    return false; // The terminal carries the sequence out itself.
  };
  const seeMode = (value: boolean) => (params: (number | number[])[]) => {
    if (params.includes(CURSOR_MODE)) visible = value;
    return false;
  };
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, seeMode(true));
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, seeMode(false));
  terminal.parser.registerCsiHandler({ intermediates: '!', final: 'p' }, see(true));
  terminal.parser.registerEscHandler({ final: 'c' }, see(true));
  return () => visible;
};

const CURSOR_MODE = 25;
