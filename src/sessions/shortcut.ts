/**
 * The way past the parser for lines that nobody will see on the screen: of a flood of plain lines only the last screenful
 * is parsed, and what is above goes into the history as it came, to be parsed if somebody ever looks.
 */
import type headless from '@xterm/headless';
import { type History, KEPT_LINES } from './history.ts';
import { parserState } from './parser-state.ts';
import { type PlainLines, plainLines } from './plain-lines.ts';

export interface Shortened {
  /** So many of the head went past the parser. */
  readonly chars: number;
  /** What is left is such as goes past it, once more comes behind it. */
  readonly restIsPlain: boolean;
}

/**
 * Takes what it can of the head of a text past the parser. The text is asked for if at all; `taken` is how many characters
 * came before it, passed or parsed, by which is known whether it is the same text, grown.
 */
export type Shortcut = (textAhead: () => string, taken: number) => Shortened;

export const createShortcut = (
  terminal: headless.Terminal,
  history: History,
  parse: (text: string) => void,
): Shortcut => {
  let hasPlainTabs = true;
  const seeTabs = (): false => {
    hasPlainTabs = false;
    return false; // The terminal carries the sequence out itself.
  };
  terminal.parser.registerEscHandler({ final: 'H' }, seeTabs);
  terminal.parser.registerCsiHandler({ final: 'g' }, seeTabs);

  let known: Known | null = null;
  const linesOf = (taken: number): PlainLines => {
    const { cols } = terminal;
    const startCol = terminal.buffer.active.cursorX;
    if (known?.taken !== taken || known.cols !== cols || known.startCol !== startCol) {
      known = { taken, cols, startCol, lines: plainLines({ cols, startCol, maxChars: MAX_CHARS, hasPlainTabs }) };
    }
    return known.lines;
  };

  return (textAhead, taken) => {
    const { cols, rows } = terminal;
    if (terminal.buffer.active.cursorY !== rows - 1 || parserState(terminal) === null) return NOTHING;
    const text = textAhead();
    const lines = linesOf(taken);
    lines.read(text);
    const [head = 0] = lines.ends;
    const [headRows = 0] = lines.rows;
    // What stays: the screen, and what a resize may pull back onto it.
    const passed = (lines.rows.at(-1) ?? 0) - rows - KEPT_LINES;
    if (passed - headRows < MIN_ROWS) return { chars: 0, restIsPlain: lines.isAll() };
    let last = lines.rows.length - 1;
    while ((lines.rows[last] ?? 0) > passed) last -= 1;
    const end = lines.ends[last] ?? head;
    if (lines.isAll() && end < MIN_CHARS) return { chars: 0, restIsPlain: true };
    // The line that the cursor stands in may have a beginning already; behind it the lines are whole.
    parse(text.slice(0, head));
    const pen = parserState(terminal)?.pen;
    const raw = text.slice(head, end);
    if (pen === undefined || !history.pass({ text: raw, rows: (lines.rows[last] ?? 0) - headRows, cols, pen }))
      return { chars: head, restIsPlain: false };
    // The pen as the lines leave it, and the fresh line as scrolling would have made it with that pen.
    parse(`${penAfter(raw)}\x1b[K`);
    lines.drop(last + 1);
    known = { taken: taken + end, cols, startCol: 0, lines };
    return { chars: end, restIsPlain: lines.isAll() };
  };
};

/** The lines of a text that may grow, and where it begins. */
interface Known {
  readonly taken: number;
  readonly cols: number;
  readonly startCol: number;
  readonly lines: PlainLines;
}

const NOTHING: Shortened = { chars: 0, restIsPlain: false };
/** Fewer rows are parsed as fast as they are counted. */
const MIN_ROWS = 60;
/** Each passage costs something, too: while more comes it is worth to wait for as much. */
const MIN_CHARS = 16_384;
/** Half a millisecond: other screens and keys have their turns in between. */
const MAX_CHARS = 65_536;

/** Every change of colour since the last reset. */
const penAfter = (text: string): string => {
  const reset = Math.max(text.lastIndexOf('\x1b[0m'), text.lastIndexOf('\x1b[m'));
  return (text.slice(Math.max(0, reset)).match(PENS) ?? []).join('');
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: sequences are made of control characters.
const PENS = /\x1b\[[\d;:]*m/g;
