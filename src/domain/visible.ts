/**
 * Text of workers and files made safe to print: what a terminal would obey or hide is shown as \xNN or \u{N}.
 * Nothing is dropped in silence: what a limit cuts off is counted.
 */

/** A stretch of text for one style; `escaped` stands for characters that were there and are not printed as they are. */
export interface VisiblePart {
  readonly text: string;
  readonly escaped: boolean;
}

/** `text` with its hidden characters shown, in at most `maxCells` terminal cells: `git push…+12` when 12 were cut. */
export const visible = (text: string, maxCells = Number.POSITIVE_INFINITY): string =>
  PLAIN.test(text) && text.length <= maxCells
    ? text
    : visibleParts(text, maxCells)
        .map((part) => part.text)
        .join('');

/** As `visible`, with the shown characters apart, so that they can be told from text that merely reads `\x1b`. */
export const visibleParts = (text: string, maxCells = Number.POSITIVE_INFINITY): readonly VisiblePart[] => {
  if (PLAIN.test(text) && text.length <= maxCells) return text === '' ? [] : [{ text, escaped: false }];
  const glyphs = readGlyphs(text, maxCells);
  return merge(glyphs.fits ? glyphs.read : cut(glyphs.read, maxCells, text));
};

/** Cells that `text` takes once it is visible; text wider than `maxCells` is only known to be wider. */
export const visibleWidth = (text: string, maxCells = Number.POSITIVE_INFINITY): number =>
  PLAIN.test(text) ? text.length : readGlyphs(text, maxCells).read.reduce((sum, { cells }) => sum + cells, 0);

/** Most text is this, and takes a cell a character. */
const PLAIN = /^[\x20-\x7e]*$/;
/** Controls, bidi, zero-width, tags, fillers, variation selectors, line separators, lone surrogates. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const MARK = /[\p{Mn}\p{Me}]/u;
/** No written language stacks more on one letter; more would climb out of the line. */
const MAX_MARKS = 3;

/** One thing on screen: a character with its marks, or one character shown by its number. */
interface Glyph extends VisiblePart {
  readonly cells: number;
  /** Code points of the source in it. */
  readonly points: number;
}

/** Reads glyphs until the end, or until more than `maxCells` cells are read: the rest of a megabyte is never looked at. */
const readGlyphs = (text: string, maxCells: number): { readonly read: Glyph[]; readonly fits: boolean } => {
  const read: Glyph[] = [];
  let cells = 0;
  let marks = MAX_MARKS;
  for (const point of text) {
    const last = read.at(-1);
    if (MARK.test(point) && !HIDDEN.test(point) && last !== undefined && !last.escaped && marks < MAX_MARKS) {
      read[read.length - 1] = { ...last, text: last.text + point, points: last.points + 1 };
      marks += 1;
      continue;
    }
    const glyph = glyphOf(point);
    read.push(glyph);
    marks = glyph.escaped ? MAX_MARKS : 0;
    cells += glyph.cells;
    if (cells > maxCells) return { read, fits: false };
  }
  return { read, fits: true };
};

const glyphOf = (point: string): Glyph => {
  const code = point.codePointAt(0) ?? 0;
  if (!HIDDEN.test(point) && !MARK.test(point)) {
    return { text: point, escaped: false, cells: isWide(point, code) ? 2 : 1, points: 1 };
  }
  const text = code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  return { text, escaped: true, cells: text.length, points: 1 };
};

const cut = (read: readonly Glyph[], maxCells: number, source: string): readonly VisiblePart[] => {
  const total = countPoints(source);
  const kept = [...read];
  let cells = kept.reduce((sum, glyph) => sum + glyph.cells, 0);
  let points = kept.reduce((sum, glyph) => sum + glyph.points, 0);
  // The note grows as text goes, so it is measured anew for each glyph taken away.
  for (;;) {
    const note = `…+${total - points}`;
    if (cells + note.length <= maxCells) return [...kept, { text: note, escaped: false }];
    const glyph = kept.pop();
    if (glyph === undefined) return [{ text: maxCells >= 1 ? '…' : '', escaped: false }];
    cells -= glyph.cells;
    points -= glyph.points;
  }
};

const countPoints = (text: string): number => {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const isTrailOfPair =
      (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
    if (!isTrailOfPair) count += 1;
  }
  return count;
};

const merge = (parts: readonly VisiblePart[]): readonly VisiblePart[] => {
  const merged: VisiblePart[] = [];
  for (const { text, escaped } of parts) {
    const last = merged.at(-1);
    if (last?.escaped === escaped) merged[merged.length - 1] = { text: last.text + text, escaped };
    else if (text !== '') merged.push({ text, escaped });
  }
  return merged;
};

const isWide = (point: string, code: number): boolean =>
  code >= 0x1100 &&
  (EMOJI.test(point) ? !isRegionalIndicator(code) : WIDE.some(([from, to]) => code >= from && code <= to));

const EMOJI = /\p{Emoji_Presentation}/u;
/** Half a flag each: two of them share two cells. */
const isRegionalIndicator = (code: number): boolean => code >= 0x1f1e6 && code <= 0x1f1ff;

/** East Asian Wide and Fullwidth, in the coarse ranges that terminals use too. */
const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];
