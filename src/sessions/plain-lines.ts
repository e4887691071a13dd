/**
 * Finds the lines at the head of a text whose height is known without a terminal: characters, colours, erasures in the
 * line, and the line ends that a terminal makes. The first thing else ends them. The text may grow: each of its characters
 * is looked at once.
 */
export interface PlainLines {
  /** Reads on to the end of what the text has become, which begins as it did before. */
  readonly read: (text: string) => void;
  /** Behind each line's end, in characters of the text. */
  readonly ends: readonly number[];
  /** How many rows of the screen all lines up to this one take. */
  readonly rows: readonly number[];
  /**
   * Nothing else came so far: what follows the last line's end is the beginning of another, perhaps with a sequence or a
   * character that is not whole yet.
   */
  readonly isAll: () => boolean;
  /** The text begins behind so many of its lines now. */
  readonly drop: (lines: number) => void;
}

export interface PlainLinesOptions {
  readonly cols: number;
  /** Where the first line goes on. */
  readonly startCol: number;
  /** Looks no further than this in one go. */
  readonly maxChars: number;
  /** Tab stops are where every terminal begins with them. */
  readonly hasPlainTabs: boolean;
}

export const plainLines = ({ cols, startCol, maxChars, hasPlainTabs }: PlainLinesOptions): PlainLines => {
  const ends: number[] = [];
  const rows: number[] = [];
  let isAll = true;
  let next = 0;
  let sum = 0;
  // At least as many columns as the line takes; exactly as many while it is printable ASCII.
  let width = startCol;
  let isExact = true;

  const read = (text: string): void => {
    if (!isAll) return;
    const end = Math.min(text.length, next + maxChars);
    let at = next;
    // What the text ends with is not whole yet.
    let isCut = false;
    for (; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= SPACE && code < DELETE) {
        width += 1;
      } else if (code === LF) {
        if (text.charCodeAt(at - 1) !== CR || (width > cols && !isExact)) break;
        sum += Math.max(1, Math.ceil(width / cols));
        ends.push(at + 1);
        rows.push(sum);
        width = 0;
        isExact = true;
      } else if (code === ESC) {
        const last = harmlessEnd(text, at);
        isCut = last === text.length;
        if (last === -1 || isCut) break;
        at = last;
      } else if (at + 1 === text.length && (code === CR || isHigh(code))) {
        isCut = true;
        break;
      } else if (code === CR) {
        if (text.charCodeAt(at + 1) !== LF) isExact = false;
      } else {
        const most = code === TAB ? (hasPlainTabs ? TAB_COLS : 0) : mostCols(text, at, code);
        if (most === 0) break;
        width += most;
        isExact = false;
        if (code >= HIGH_SURROGATE && code < PRIVATE_USE) at += 1;
      }
    }
    next = at;
    isAll = isCut || at >= end;
  };

  return {
    read,
    ends,
    rows,
    isAll: () => isAll,
    drop: (lines) => {
      const chars = ends[lines - 1] ?? 0;
      const height = rows[lines - 1] ?? 0;
      ends.splice(0, lines);
      rows.splice(0, lines);
      for (let line = 0; line < ends.length; line += 1) {
        ends[line] = (ends[line] ?? 0) - chars;
        rows[line] = (rows[line] ?? 0) - height;
      }
      next -= chars;
      sum -= height;
    },
  };
};

const isHigh = (code: number): boolean => code >= HIGH_SURROGATE && code < LOW_SURROGATE;

/** The most that a character may take; 0 for what is none. */
const mostCols = (text: string, at: number, code: number): number => {
  if (code < AFTER_C1) return 0;
  if (code < FIRST_WIDE || (code >= BOX_DRAWING && code < GEOMETRIC)) return 1;
  if (code < HIGH_SURROGATE || code >= PRIVATE_USE) return 2;
  const next = text.charCodeAt(at + 1);
  return code < LOW_SURROGATE && next >= LOW_SURROGATE && next < PRIVATE_USE ? 2 : 0;
};

/**
 * Where a sequence ends that only colours, or erases within the line; -1 for any other, the text's length for one that may
 * yet become one.
 */
const harmlessEnd = (text: string, start: number): number => {
  if (start + 1 < text.length && text.charCodeAt(start + 1) !== BRACKET) return -1;
  const most = Math.min(text.length, start + MAX_SEQUENCE);
  for (let at = start + 2; at < most; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COLOUR || code === ERASE_LINE) return at;
    // Digits, colon, semicolon.
    if (code < 0x30 || code > 0x3b) return -1;
  }
  return most === text.length ? most : -1;
};

const BRACKET = 0x5b;
const COLOUR = 0x6d;
const ERASE_LINE = 0x4b;
const MAX_SEQUENCE = 60;
const TAB = 0x09;
const TAB_COLS = 8;
const LF = 0x0a;
const CR = 0x0d;
const ESC = 0x1b;
const SPACE = 0x20;
const DELETE = 0x7f;
const AFTER_C1 = 0xa0;
const FIRST_WIDE = 0x1100;
const BOX_DRAWING = 0x2500;
const GEOMETRIC = 0x25a0;
const HIGH_SURROGATE = 0xd800;
const LOW_SURROGATE = 0xdc00;
const PRIVATE_USE = 0xe000;
