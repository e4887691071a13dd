/**
 * Runs of characters that take one cell each, straight into the words of the line: the library asks for width, marks, wrapping
 * and modes at each one. What is not such a run, or comes in a mode that moves cells, is printed the library's way.
 */
import type { Terminal } from '@xterm/headless';
import { EXTENDED, WIDTH_SHIFT, WORDS } from './line-words.ts';

export const quickenPrinting = (terminal: Terminal): void => {
  const { _core: core } = terminal as Terminal & { readonly _core?: Partial<Core> };
  if (!isAsExpected(core)) return;
  const { _inputHandler: handler, _charsetService: charsets, coreService: modes, unicodeService: unicode } = core;
  const parser = handler._parser;
  const printSlowly = parser._printHandler;
  const joinState = unicode.charProperties(LETTER, 0);

  parser._printHandler = (data, start, end) => {
    const buffer = handler._activeBuffer;
    const { fg, bg } = handler._curAttrData;
    const { cols } = terminal;
    // A link or a kind of underline is kept beside the words.
    if (charsets.charset !== undefined || modes.modes.insertMode || (bg & EXTENDED) !== 0 || buffer.x >= cols) {
      printSlowly(data, start, end);
      return;
    }
    const line = buffer.lines.get(buffer.ybase + buffer.y);
    const words = line?._data;
    if (words === undefined || words.length < cols * WORDS) {
      printSlowly(data, start, end);
      return;
    }
    const first = buffer.x * WORDS;
    const last = Math.min(end, start + cols - buffer.x);
    let word = first;
    let at = start;
    for (; at < last; at += 1) {
      const code = data[at] ?? 0;
      if (code > 0x7e && !isNarrow(code, unicode)) break;
      words[word] = code | NARROW;
      words[word + 1] = fg;
      words[word + 2] = bg;
      word += WORDS;
    }
    if (at > start) {
      // Of a wide character that was written over only in half, the other half goes.
      if (first > 0 && (words[first - WORDS] ?? 0) >>> WIDTH_SHIFT === 2) blank(words, first - WORDS, fg, bg);
      if (word < cols * WORDS && words[word] === 0) blank(words, word, fg, bg);
      buffer.x += at - start;
      handler._dirtyRowTracker.markDirty(buffer.y);
      parser.precedingJoinState = joinState;
    }
    if (at < end) printSlowly(data, at, end);
  };
};

const blank = (words: Uint32Array, word: number, fg: number, bg: number): void => {
  words[word] = NARROW;
  words[word + 1] = fg;
  words[word + 2] = bg;
};

const NARROW = 1 << WIDTH_SHIFT;
const LETTER = 0x61;

/** Of each character of sixteen bits, whether it takes one cell and joins no other; asked once, for all terminals alike. */
let narrow: Uint8Array | null = null;
const isNarrow = (code: number, unicode: Core['unicodeService']): boolean => {
  narrow ??= Uint8Array.from({ length: 0x10000 }, (_, each) => (unicode.wcwidth(each) === 1 ? 1 : 0));
  return narrow[code] === 1;
};

type Print = (data: Uint32Array, start: number, end: number) => void;

/** Private to the library: a version of it that is built otherwise prints as it does. */
interface Core {
  readonly _inputHandler: {
    readonly _parser: { _printHandler: Print; precedingJoinState: number };
    readonly _activeBuffer: {
      x: number;
      readonly y: number;
      readonly ybase: number;
      readonly lines: { readonly get: (index: number) => { readonly _data?: Uint32Array } | undefined };
    };
    readonly _curAttrData: { readonly fg: number; readonly bg: number };
    readonly _dirtyRowTracker: { readonly markDirty: (row: number) => void };
  };
  readonly _charsetService: { readonly charset?: unknown; readonly glevel?: number };
  readonly coreService: { readonly modes: { readonly insertMode: boolean } };
  readonly unicodeService: {
    readonly activeVersion: string;
    readonly charProperties: (code: number, preceding: number) => number;
    readonly wcwidth: (code: number) => number;
  };
}

const isAsExpected = (core: Partial<Core> | undefined): core is Core =>
  typeof core?._inputHandler?._parser?._printHandler === 'function' &&
  typeof core._inputHandler._parser.precedingJoinState === 'number' &&
  typeof core._inputHandler._dirtyRowTracker?.markDirty === 'function' &&
  typeof core._inputHandler._curAttrData?.bg === 'number' &&
  core._inputHandler._activeBuffer?.lines.get(0)?._data instanceof Uint32Array &&
  typeof core._charsetService?.glevel === 'number' &&
  typeof core.coreService?.modes.insertMode === 'boolean' &&
  core.unicodeService?.activeVersion === '11';
