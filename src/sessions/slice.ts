/**
 * How much of a text is parsed in one go: so much as takes about half a millisecond, whatever stands in it. A slice ends
 * before a sequence or behind a line, never in the middle of a character.
 */

/** Half a millisecond of plain text. */
export const MAX_CHARS = 16_384;
/** So many lines at most leave the screen with one slice, whatever its width: the history must see each of them. */
export const MAX_LINES = 80;
/**
 * A sequence of two characters can cost a fifth of a millisecond (a reset of the whole terminal). So the sequences of a
 * slice are counted, and become fewer when one was slow.
 */
export const MAX_ESCAPES = 256;
export const FIRST_ESCAPES = 64;
/** No room for more sequences than that. */
const SHORT_CHARS = 2 * FIRST_ESCAPES;
export const MIN_ESCAPES = 4;

export const sliceEnd = (text: string, maxChars: number, maxEscapes: number): number => {
  // Each search is of what the one before left: a look for a character that is not there reads to the end.
  if (text.length <= SHORT_CHARS) return text.length;
  let slice = text.slice(0, maxChars);
  slice = slice.slice(0, boundary(slice, '\x1b', maxEscapes));
  // C1 codes are rare, and each is a sequence too.
  slice = slice.slice(0, boundary(slice, '\x9b', maxEscapes));
  // Behind the line's end: the shortcut goes on from a fresh line.
  const end = Math.min(slice.length, boundary(slice, '\n', MAX_LINES - 1) + 1);
  // Half a character is none: its other half is in the next slice.
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff && end < text.length ? end + 1 : end;
};

/** The place of the one after `count` of these, or the end when there are no more. */
const boundary = (text: string, char: string, count: number): number => {
  let at = -1;
  for (let seen = 0; seen <= count; seen += 1) {
    at = text.indexOf(char, at + 1);
    if (at === -1) return text.length;
  }
  return Math.max(1, at);
};
