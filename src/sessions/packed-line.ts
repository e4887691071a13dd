/**
 * Lines that have left the screen, as bytes: a plain character is one byte where the terminal keeps twelve. What comes
 * out shows exactly what went in.
 */
import type { IBufferCell, IBufferLine } from '@xterm/headless';
import {
  attributesOf,
  BLINK,
  BOLD,
  backgroundOf,
  DEFAULT_COLOUR,
  DIM,
  foregroundOf,
  INVERSE,
  INVISIBLE,
  ITALIC,
  OVERLINE,
  RGB_FLAG,
  STRIKETHROUGH,
  UNDERLINE,
} from './cells.ts';
import { CODE_MASK, COMBINED, EXTENDED, WIDTH_SHIFT, WORDS, wordsOf } from './line-words.ts';
import type { Cell, Line } from './lines.ts';

/** Grows as it is written. */
export interface ByteSink {
  bytes: Uint8Array;
  length: number;
}

export const createSink = (size: number): ByteSink => ({ bytes: new Uint8Array(size), length: 0 });

/** Appends the line; trailing blanks without a style are left out. */
export const packLine = (line: IBufferLine, cell: IBufferCell, sink: ByteSink): void => {
  const words = wordsOf(line);
  const cols = words === null ? line.length : usedCols(words, line.length);
  let style = '';
  let foregroundWord = 0;
  let backgroundWord = 0;
  let out = room(sink, cols * (1 + CODE_BYTES));
  for (let col = 0, word = 0; col < cols; col += 1, word += WORDS) {
    if (words !== null && words[word + 1] === foregroundWord && words[word + 2] === backgroundWord) {
      // The style of the cell before, and a character without marks: no need to ask for more.
      const content = words[word] ?? 0;
      const code = content & CODE_MASK;
      const width = content >> WIDTH_SHIFT;
      if ((content & COMBINED) === 0) {
        if (width === 1 && code < 0x7f) out[sink.length++] = code < SPACE ? SPACE : code;
        else {
          out[sink.length++] = CODE + width;
          out[sink.length++] = code;
          out[sink.length++] = code >> 8;
          out[sink.length++] = code >> 16;
        }
        continue;
      }
    }
    if (line.getCell(col, cell) === undefined) break;
    foregroundWord = words?.[word + 1] ?? 0;
    backgroundWord = words?.[word + 2] ?? 0;
    // The kind of underline is not in the words: the next cell's may be another.
    if ((backgroundWord & EXTENDED) !== 0) backgroundWord = NEVER;
    const next = cell.isAttributeDefault() ? '' : styleKey(cell);
    if (next !== style) {
      style = next;
      pushStyle(sink, cell);
    }
    pushMarked(sink, cell.getChars(), cell.getWidth());
    out = room(sink, (cols - col) * (1 + CODE_BYTES));
  }
};

/** Differs from every word of a cell. */
const NEVER = -1;

/** Without the blanks at the end that have no style. */
const usedCols = (words: Uint32Array, cols: number): number => {
  let end = cols;
  for (let word = (cols - 1) * WORDS; end > 0; end -= 1, word -= WORDS) {
    const content = words[word] ?? 0;
    const isBlank = content === EMPTY || content === BLANK;
    if (!isBlank || words[word + 1] !== 0 || words[word + 2] !== 0) break;
  }
  return end;
};

/** The array, with room for so many bytes more. */
const room = (sink: ByteSink, count: number): Uint8Array => {
  if (sink.length + count > sink.bytes.length) {
    const larger = new Uint8Array(Math.max(sink.bytes.length * 2, sink.length + count));
    larger.set(sink.bytes);
    sink.bytes = larger;
  }
  return sink.bytes;
};

const EMPTY = 1 << WIDTH_SHIFT;
const BLANK = EMPTY | 0x20;

const SPACE = 0x20;
/** Followed by foreground, background and attributes. */
const STYLE = 1;
/** Followed by width, number of bytes, and the character with its marks in UTF-8. */
const MARKED = 2;
/** One character of width 0 (the second half of a wide one), 1 or 2; followed by its code in three bytes. */
const CODE = 4;
const CODE_BYTES = 3;
const STYLE_BYTES = 10;
/** What a cell's marks may take; the limiter lets fewer through. */
const MAX_CHAR_BYTES = 255;

const styleKey = (cell: Cell): string => `${foregroundOf(cell)} ${backgroundOf(cell)} ${attributesOf(cell)}`;

const pushStyle = (sink: ByteSink, cell: Cell): void => {
  const isDefault = cell.isAttributeDefault();
  const out = room(sink, 1 + STYLE_BYTES);
  out[sink.length++] = STYLE;
  pushInteger(out, sink, isDefault ? DEFAULT_COLOUR : foregroundOf(cell), 4);
  pushInteger(out, sink, isDefault ? DEFAULT_COLOUR : backgroundOf(cell), 4);
  pushInteger(out, sink, isDefault ? 0 : attributesOf(cell), 2);
};

/** The least byte first. */
const pushInteger = (out: Uint8Array, sink: ByteSink, value: number, bytes: number): void => {
  for (let byte = 0; byte < bytes; byte += 1) out[sink.length++] = value >> (8 * byte);
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const pushMarked = (sink: ByteSink, chars: string, width: number): void => {
  const out = room(sink, 3 + MAX_CHAR_BYTES);
  if (width === 1 && chars.length <= 1 && chars <= '~') {
    out[sink.length++] = chars === '' ? SPACE : chars.charCodeAt(0);
    return;
  }
  const encoded = encoder.encode(chars);
  const bytes = encoded.length <= MAX_CHAR_BYTES ? encoded : encoder.encode('\ufffd');
  out[sink.length++] = MARKED;
  out[sink.length++] = width;
  out[sink.length++] = bytes.length;
  out.set(bytes, sink.length);
  sink.length += bytes.length;
};

export const unpackLine = (bytes: Uint8Array, start: number, end: number, isWrapped: boolean): Line => {
  const cells: PackedCell[] = [];
  let style = PLAIN;
  for (let at = start; at < end; ) {
    const byte = bytes[at] ?? SPACE;
    if (byte === STYLE) {
      style = readStyle(bytes, at + 1);
      at += 1 + STYLE_BYTES;
    } else if (byte >= CODE && byte <= CODE + 2) {
      const code = (bytes[at + 1] ?? 0) | ((bytes[at + 2] ?? 0) << 8) | ((bytes[at + 3] ?? 0) << 16);
      cells.push(new PackedCell(code === 0 ? '' : String.fromCodePoint(code), byte - CODE, style));
      at += 1 + CODE_BYTES;
    } else if (byte === MARKED) {
      const length = bytes[at + 2] ?? 0;
      cells.push(new PackedCell(decoder.decode(bytes.subarray(at + 3, at + 3 + length)), bytes[at + 1] ?? 1, style));
      at += 3 + length;
    } else {
      cells.push(new PackedCell(String.fromCharCode(byte), 1, style));
      at += 1;
    }
  }
  return {
    length: cells.length,
    isWrapped,
    getCell: (col) => cells[col],
    translateToString: (trimRight = false) => {
      const text = cells.map((cell) => (cell.getWidth() === 0 ? '' : cell.getChars() || ' ')).join('');
      return trimRight ? text.trimEnd() : text;
    },
  };
};

interface PackedStyle {
  readonly foreground: number;
  readonly background: number;
  readonly attributes: number;
}

const PLAIN: PackedStyle = { foreground: DEFAULT_COLOUR, background: DEFAULT_COLOUR, attributes: 0 };

const readStyle = (bytes: Uint8Array, at: number): PackedStyle => {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, STYLE_BYTES);
  return {
    foreground: view.getInt32(0, true),
    background: view.getInt32(4, true),
    attributes: view.getUint16(8, true),
  };
};

class PackedCell implements Cell {
  readonly #chars: string;
  readonly #width: number;
  readonly #style: PackedStyle;
  constructor(chars: string, width: number, style: PackedStyle) {
    this.#chars = chars;
    this.#width = width;
    this.#style = style;
  }
  #has(attribute: number): number {
    return this.#style.attributes & attribute;
  }
  getChars = (): string => this.#chars;
  getWidth = (): number => this.#width;
  isAttributeDefault = (): boolean => this.#style === PLAIN;
  isBold = (): number => this.#has(BOLD);
  isDim = (): number => this.#has(DIM);
  isItalic = (): number => this.#has(ITALIC);
  isUnderline = (): number => this.#has(UNDERLINE);
  isBlink = (): number => this.#has(BLINK);
  isInverse = (): number => this.#has(INVERSE);
  isInvisible = (): number => this.#has(INVISIBLE);
  isStrikethrough = (): number => this.#has(STRIKETHROUGH);
  isOverline = (): number => this.#has(OVERLINE);
  isFgDefault = (): boolean => this.#style.foreground === DEFAULT_COLOUR;
  isFgRGB = (): boolean => this.#style.foreground >= RGB_FLAG;
  getFgColor = (): number => this.#style.foreground & 0xffffff;
  isBgDefault = (): boolean => this.#style.background === DEFAULT_COLOUR;
  isBgRGB = (): boolean => this.#style.background >= RGB_FLAG;
  getBgColor = (): number => this.#style.background & 0xffffff;
}
