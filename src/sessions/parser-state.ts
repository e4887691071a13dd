/**
 * Whether a terminal stands where a plain line means what it means at a fresh one, and with which pen. Most of that is
 * private to the library: a version of it that is built otherwise says `null`, and every line is parsed.
 */
import type { Terminal } from '@xterm/headless';
import { attributesOf, backgroundOf, foregroundOf } from './cells.ts';
import type { Cell } from './lines.ts';
import { type Style, sgrChange } from './sgr.ts';

export interface ParserState {
  /** The sequence that gives a fresh terminal this one's pen. */
  readonly pen: string;
}

/** Null unless the parser is between sequences, with no margins, no other character set and none of the odd modes. */
export const parserState = (terminal: Terminal): ParserState | null => {
  const { modes, rows, buffer } = terminal;
  if (buffer.active.type !== 'normal' || modes.insertMode || modes.originMode || !modes.wraparoundMode) return null;
  const { _core: core } = terminal as Terminal & { readonly _core?: Core };
  const parser = core?._inputHandler?._parser;
  const pen = core?._inputHandler?._curAttrData;
  const region = core?._bufferService?.buffer;
  if (parser === undefined || parser.currentState !== GROUND || pen === undefined) return null;
  if (region?.scrollTop !== 0 || region.scrollBottom !== rows - 1) return null;
  // Every set named, so that a service without sets of this name is not taken for one that uses none.
  if (core?._charsetService?.glevel !== 0 || core._charsetService.charset !== undefined) return null;
  return { pen: sgrChange(FRESH, styleOf(pen)) };
};

interface Core {
  readonly _inputHandler?: { readonly _parser?: { readonly currentState?: number }; readonly _curAttrData?: Pen };
  readonly _bufferService?: { readonly buffer?: { readonly scrollTop?: number; readonly scrollBottom?: number } };
  readonly _charsetService?: { readonly glevel?: number; readonly charset?: unknown };
}

/** What the next character is written with reads like a cell. */
type Pen = Cell;

const GROUND = 0;
const FRESH: Style = { foreground: -1, background: -1, attributes: 0 };

const styleOf = (pen: Pen): Style => ({
  foreground: foregroundOf(pen),
  background: backgroundOf(pen),
  attributes: attributesOf(pen),
});
