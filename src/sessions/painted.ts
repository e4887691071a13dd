/**
 * What the painter knows of the rectangle: what it has written there, cell by cell, and the terminal's own words that it
 * was made from, by which a row that shows the same still is known at a glance.
 */
import { bytesOf, WIDTH_SHIFT, WORDS } from './line-words.ts';
import type { Screen } from './screen.ts';

export interface Rectangle {
  /** Row and column of the outer terminal, from 0. */
  readonly top: number;
  readonly left: number;
  readonly cols: number;
  readonly rows: number;
}

/** Lines above the live screen that are shown instead of it. */
export interface Sight {
  readonly above: number;
  /** A row that stands out. */
  readonly marked: number | null;
}

/** What the rectangle is known to show. A text of `null` is unknown, and differs from everything. */
export interface Painted {
  readonly rectangle: Rectangle;
  screen: Screen | null;
  sight: Sight;
  serial: number;
  caret: string;
  readonly texts: (string | null)[];
  readonly foregrounds: Int32Array;
  readonly backgrounds: Int32Array;
  readonly attributes: Int32Array;
  /** By row. */
  readonly words: (RowWords | null)[];
}

/** The terminal's words of a row as it was last painted: the same words are the same picture. */
export interface RowWords {
  readonly words: Uint32Array;
  readonly bytes: Buffer;
  readonly filledCols: number;
  /** Some cell has marks or a kind of underline, which are kept elsewhere. */
  readonly hasMore: boolean;
}

/** Live screen, no row that stands out. */
export const LIVE: Sight = { above: 0, marked: null };

export const nothingPainted = (rectangle: Rectangle): Painted => {
  const cells = rectangle.cols * rectangle.rows;
  return {
    rectangle: { ...rectangle },
    screen: null,
    sight: LIVE,
    serial: -1,
    caret: '',
    texts: new Array<string | null>(cells).fill(null),
    foregrounds: new Int32Array(cells),
    backgrounds: new Int32Array(cells),
    attributes: new Int32Array(cells),
    words: new Array<RowWords | null>(rectangle.rows).fill(null),
  };
};

export const isSamePlace = (a: Rectangle, b: Rectangle): boolean =>
  a.top === b.top && a.left === b.left && a.cols === b.cols && a.rows === b.rows;

/** The second half of a wide character: nothing is written for it. */
export const SECOND_HALF = '';

export const isSameCell = (words: Uint32Array, before: Uint32Array, col: number): boolean => {
  const at = col * WORDS;
  return words[at] === before[at] && words[at + 1] === before[at + 1] && words[at + 2] === before[at + 2];
};

/** What a half of a wide character shows depends on its neighbour, and so does what stands in the place of one. */
export const isOwnPicture = (content: number, text: string | null | undefined): boolean =>
  content >>> WIDTH_SHIFT !== 0 && text !== null && text !== SECOND_HALF;

export const remembered = (
  before: RowWords | null,
  words: Uint32Array,
  filledCols: number,
  hasMore: boolean,
): RowWords => {
  if (before?.words.length !== words.length) {
    const copy = words.slice();
    return { words: copy, bytes: bytesOf(copy), filledCols, hasMore };
  }
  before.words.set(words);
  return { words: before.words, bytes: before.bytes, filledCols, hasMore };
};
