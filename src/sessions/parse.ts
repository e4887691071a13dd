/**
 * The one way of text into a terminal: parsed at once, and so that a fault of the terminal library costs one screen what
 * it shows, and never the process that holds all of them.
 */
import type { Terminal } from '@xterm/headless';
import { quickenDecoding } from './quick-decoding.ts';
import { quickenErasing } from './quick-erasing.ts';
import { quickenPrinting } from './quick-printing.ts';

/** Parses the text before it returns. */
export const createParse = (terminal: Terminal): ((text: string) => void) => {
  mendErase(terminal);
  quickenDecoding(terminal);
  quickenErasing(terminal);
  quickenPrinting(terminal);
  const write = (text: string): void => {
    // Behind user input, even an empty one, the terminal parses at once and not at the next turn of the loop.
    terminal.input('', true);
    terminal.write(text);
  };
  return (text) => {
    try {
      write(text);
    } catch (error) {
      forgetWrites(terminal);
      terminal.reset();
      write(
        `gaffer could not draw this output and cleared the screen (${error instanceof Error ? error.name : 'fault'})\r\n`,
      );
    }
  };
};

/**
 * Erasing from the start up to the last cell of the screen, where no line follows, throws in the library (6.0.0): the line
 * below, which it means to unwrap, is not there. All cells are erased then, as by `CSI 2 J`.
 */
const mendErase = (terminal: Terminal): void => {
  const mend =
    (isSelective: boolean) =>
    ([what]: readonly (number | number[])[]): boolean => {
      const { cursorX, cursorY, length } = terminal.buffer.active;
      if (what !== 1 || cursorX + 1 < terminal.cols || cursorY + 1 < length) return false;
      inside(terminal)?._inputHandler?.eraseInDisplay?.({ params: [2] }, isSelective);
      return true;
    };
  terminal.parser.registerCsiHandler({ final: 'J' }, mend(false));
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'J' }, mend(true));
};

/** What was being written when it threw would be tried again first, for ever. */
const forgetWrites = (terminal: Terminal): void => {
  const buffer = inside(terminal)?._writeBuffer;
  if (buffer !== undefined)
    Object.assign(buffer, { _writeBuffer: [], _callbacks: [], _pendingData: 0, _bufferOffset: 0 });
};

/** Private to the library: a version of it that is built otherwise has none of these, and all above still holds. */
interface Inside {
  readonly _inputHandler?: {
    readonly eraseInDisplay?: (params: { readonly params: readonly number[] }, respectProtect: boolean) => unknown;
  };
  readonly _writeBuffer?: object;
}

const inside = (terminal: Terminal): Inside | undefined => (terminal as Terminal & { readonly _core?: Inside })._core;
