/** Draws the status bar on the first line, only when its text changed, and puts the cursor back where the worker has it. */
import type { DecisionId } from '../../domain/ids.ts';
import type { StatusBar } from './status-bar.ts';

export interface BarLine {
  /** Shows this bar; null hides the line. `isLost` says that the line was written over and must be drawn in any case. */
  readonly show: (bar: StatusBar | null, isLost?: boolean) => void;
  /** A frame of the worker's screen was written: the cursor is where that left it. */
  readonly follow: (frame: string) => void;
  /** The decision that the person has had the time to read, or why none may be settled. */
  readonly readable: () => { readonly decision: DecisionId; readonly isWhole: boolean } | string;
  readonly stop: () => void;
}

export type Schedule = (action: () => void, delayMs: number) => () => void;

export const createBarLine = (write: (text: string) => void, schedule: Schedule): BarLine => {
  let shown: StatusBar | null = null;
  let caret = '';
  let isRead = false;
  let cancelReading = (): void => {};

  const draw = (): void => {
    if (shown === null) return;
    const style = shown.decision === null ? CALM : ASKING;
    write(`${BEGIN_FRAME}\x1b[1;1H${style}${shown.text}\x1b[0m${caret}${END_FRAME}`);
  };

  return {
    show: (bar, isLost = false) => {
      if (!isLost && bar?.text === shown?.text && bar?.decision === shown?.decision) return;
      if (bar?.decision !== shown?.decision) {
        cancelReading();
        isRead = false;
        cancelReading = schedule(() => {
          isRead = true;
        }, READING_MS);
      }
      shown = bar;
      draw();
    },
    follow: (frame) => {
      caret = CARET.exec(frame.slice(-CARET_CHARS))?.[1] ?? caret;
    },
    readable: () => {
      if (shown === null) return 'The line with the decision is hidden. ctrl-] b shows it.';
      if (shown.decision === null) return 'No decision waits.';
      if (!isRead) return 'That decision has only just come. Read it, and press again.';
      return { decision: shown.decision, isWhole: shown.isWhole };
    },
    stop: () => cancelReading(),
  };
};

const BEGIN_FRAME = '\x1b[?2026h\x1b[?25l';
const END_FRAME = '\x1b[?2026l';
const CALM = '\x1b[0;7m';
const ASKING = '\x1b[0;1;7m';
/** A key that was meant for the decision before must not settle this one. */
const READING_MS = 500;
/** The longest end of a frame: a move, the cursor's mode, the end of the frame. */
const CARET_CHARS = 40;
/** How every frame of the painter ends: the cursor's place, and whether it is shown. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a frame is made of control sequences.
const CARET = /(\x1b\[\d+;\d+H\x1b\[\?25[hl])\x1b\[\?2026l$/;
