/**
 * Cells as the outer world may see them: text without anything that moves, hides or reorders, and a style packed into
 * numbers that compare fast. The painter and the preview both read cells through here.
 */
import type { Cell } from './lines.ts';

/** What a cell shows that holds something unprintable: U+FFFD. */
export const REPLACEMENT = '\ufffd';

/**
 * The text of a cell: one character with its marks. Joiners and variation selectors are left out, because terminals
 * disagree on the width of what they join; a cell with nothing else in it that can be shown gets the replacement.
 */
export const cellText = (cell: Cell): string => {
  const chars = cell.getChars();
  if (chars === '') return ' ';
  if (chars.length === 1) {
    const code = chars.charCodeAt(0);
    if (code >= 0x20 && code < 0x7f && cell.getWidth() === 1) return chars;
    if (code >= 0x2500 && code < 0x2600) return chars;
  }
  return printable(chars, cell.getWidth());
};

export const printable = (chars: string, width: number): string => {
  const shown = chars.replaceAll(UNPRINTABLE, '');
  if (shown !== '' && !STARTS_WITH_MARK.test(shown)) {
    // A narrow character that was joined onto a wide one keeps both of its cells.
    return width === 2 && shown.charCodeAt(0) < FIRST_WIDE ? `${shown} ` : shown;
  }
  return width === 2 ? REPLACEMENT.repeat(2) : REPLACEMENT;
};

/**
 * Controls (C0, DEL, C1), format characters (bidi, zero-width, joiners, tags), line and paragraph separators, lone surrogates,
 * variation selectors, fillers that draw nothing.
 */
const UNPRINTABLE =
  /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\p{Variation_Selector}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0/gu;
const FIRST_WIDE = 0x1100;
const STARTS_WITH_MARK = /^\p{M}/u;

/** After this text the place of the outer cursor is not known: terminals differ on marks, pictographs and what they join. */
export const isDoubtful = (text: string, width: number): boolean =>
  width === 2 ? text.length > 2 || text.charCodeAt(0) >= SURROGATES : text.length > 1 || mayBeWide(text);

/** Drawn wide by some terminals though our tables say narrow: symbols with an emoji form, and what is newer than the tables. */
export const mayBeWide = (text: string): boolean => {
  const code = text.charCodeAt(0);
  return (code >= 0x2300 && code < 0x2400) || (code >= 0x2600 && code < 0x2c00) || code >= SURROGATES;
};

const SURROGATES = 0xd800;

export const BOLD = 1;
export const DIM = 2;
export const ITALIC = 4;
export const UNDERLINE = 8;
export const BLINK = 16;
export const INVERSE = 32;
export const INVISIBLE = 64;
export const STRIKETHROUGH = 128;
export const OVERLINE = 256;

export const attributesOf = (cell: Cell): number =>
  (cell.isBold() ? BOLD : 0) |
  (cell.isDim() ? DIM : 0) |
  (cell.isItalic() ? ITALIC : 0) |
  (cell.isUnderline() ? UNDERLINE : 0) |
  (cell.isBlink() ? BLINK : 0) |
  (cell.isInverse() ? INVERSE : 0) |
  (cell.isInvisible() ? INVISIBLE : 0) |
  (cell.isStrikethrough() ? STRIKETHROUGH : 0) |
  (cell.isOverline() ? OVERLINE : 0);

/** A colour in one number: -1 for the default, 0 to 255 from the palette, above that `RGB_FLAG` and 24 bits. */
export const DEFAULT_COLOUR = -1;
export const RGB_FLAG = 0x1000000;

export const foregroundOf = (cell: Cell): number =>
  cell.isFgDefault() ? DEFAULT_COLOUR : cell.isFgRGB() ? RGB_FLAG | cell.getFgColor() : cell.getFgColor();

export const backgroundOf = (cell: Cell): number =>
  cell.isBgDefault() ? DEFAULT_COLOUR : cell.isBgRGB() ? RGB_FLAG | cell.getBgColor() : cell.getBgColor();
