/**
 * Erases a line, or its end, by one copy into its words: the library sets cell by cell, and programs that draw a spinner
 * erase more than they print.
 */
import type { Terminal } from '@xterm/headless';
import { WIDTH_SHIFT, WORDS } from './line-words.ts';

export const quickenErasing = (terminal: Terminal): void => {
  const { _core: core } = terminal as Terminal & { readonly _core?: Core };
  const handler = core?._inputHandler;
  let blank = new Uint32Array(0);

  /** A whole line of blanks on this background. */
  const blankLine = (length: number, background: number): Uint32Array => {
    if (blank.length !== length || blank[BACKGROUND] !== background) {
      blank = new Uint32Array(length);
      for (let word = 0; word < length; word += WORDS) {
        blank[word] = EMPTY;
        blank[word + BACKGROUND] = background;
      }
    }
    return blank;
  };

  terminal.parser.registerCsiHandler({ final: 'K' }, ([what = 0]) => {
    const buffer = handler?._activeBuffer;
    const line = buffer?.lines?.get(buffer.ybase + buffer.y);
    const words = line?._data;
    const pen = handler?._curAttrData?.bg;
    if ((what !== 0 && what !== 2) || buffer === undefined || line === undefined || pen === undefined) return false;
    // A cursor outside of the margins may have to come back first: that is the library's to do.
    if (buffer.y < (buffer.scrollTop ?? 0) || buffer.y > (buffer.scrollBottom ?? -1)) return false;
    if (!(words instanceof Uint32Array) || words.length !== terminal.cols * WORDS || buffer.x >= terminal.cols)
      return false;
    const background = pen & BACKGROUND_COLOUR;
    const start = what === 2 ? 0 : buffer.x * WORDS;
    const cells = blankLine(words.length, background);
    words.set(start === 0 ? cells : cells.subarray(start), start);
    // Of a wide character that was erased only in half, the other half goes.
    if (start > 0 && (words[start - WORDS] ?? 0) >>> WIDTH_SHIFT === 2)
      words.set(cells.subarray(0, WORDS), start - WORDS);
    if (start === 0) line.isWrapped = false;
    return true;
  });
};

const EMPTY = 1 << WIDTH_SHIFT;
/** Its place among the words of a cell. */
const BACKGROUND = 2;
/** Without what a pen has besides: blanks are not slanted, dim or linked. */
const BACKGROUND_COLOUR = 0x3ffffff;

/** Private to the library: in a version of it that is built otherwise the library erases. */
interface Core {
  readonly _inputHandler?: {
    readonly _activeBuffer?: {
      readonly x: number;
      readonly y: number;
      readonly ybase: number;
      readonly scrollTop?: number;
      readonly scrollBottom?: number;
      readonly lines?: {
        readonly get: (index: number) => { readonly _data?: unknown; isWrapped: boolean } | undefined;
      };
    };
    readonly _curAttrData?: { readonly bg?: number };
  };
}
