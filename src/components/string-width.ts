/**
 * `string-width` with a short way for what frames are made of: letters, lines of boxes, the glyphs of our own lists, and
 * their colours. The build puts it in the library's place inside Ink, which measures every text of every frame; anything
 * outside the short way is the library's to answer, and both say the same.
 */
import { createRequire } from 'node:module';
import type { Options } from 'string-width';

type StringWidth = typeof import('string-width').default;

const load = createRequire(import.meta.url);
let library: StringWidth | null = null;

/** Loaded when first needed, which most screens never do: its tables of Unicode cost a third of the time to the first frame. */
const libraryWidth: StringWidth = (text, options) => {
  library ??= (load('string-width') as { readonly default: StringWidth }).default;
  return library(text, options);
};

/** One cell each, and never part of a cluster: ASCII, Latin, punctuation, arrows, boxes, blocks, shapes, suits, ticks, Braille. */
const ONE_CELL_EACH =
  /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u203b\u2190-\u21ff\u2500-\u25fc\u2660-\u2667\u2713-\u2718\u2800-\u28ff]*$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for escape sequences
const COLOUR = /\x1b\[[\d;]*m/g;

const stringWidth = (text: string, options: Options = {}): number => {
  const coloured = options.countAnsiEscapeCodes !== true && text.includes('\x1b');
  const bare = coloured ? text.replace(COLOUR, '') : text;
  return options.ambiguousIsNarrow !== false && ONE_CELL_EACH.test(bare) ? bare.length : libraryWidth(text, options);
};

export default stringWidth;
