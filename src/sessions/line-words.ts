/**
 * The terminal's own array behind a line, for what must read thousands of cells in no time. It is private to the library: a
 * version that is built otherwise gives null, and cells are read one by one.
 */

/** Three words a cell: the character, foreground, background. */
export const WORDS = 3;
export const CODE_MASK = 0x1fffff;
/** The character has marks, which are kept elsewhere. */
export const COMBINED = 0x200000;
export const WIDTH_SHIFT = 22;
/** In the word of the background: what kind of underline, and a link, which are kept elsewhere. */
export const EXTENDED = 0x10000000;

export const wordsOf = (line: { readonly length: number }): Uint32Array | null => {
  const { _line: inner } = line as { readonly _line?: { readonly _data?: unknown } };
  return inner?._data instanceof Uint32Array && inner._data.length >= line.length * WORDS ? inner._data : null;
};

/** The same memory as bytes, which compare and copy natively: a fresh loop over a thousand words is slow for long. */
export const bytesOf = (words: Uint32Array): Buffer => {
  const known = views.get(words);
  if (known !== undefined) return known;
  const view = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  views.set(words, view);
  return view;
};

const views = new WeakMap<Uint32Array, Buffer>();
