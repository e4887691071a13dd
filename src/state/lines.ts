/**
 * Text as lines that know their offsets, and splices that change nothing but their own range. All editing of shared
 * files goes through here, so line endings, tabs, a byte order mark and a missing last newline stay as people left them.
 */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its terminator. */
  readonly text: string;
  readonly start: number;
  /** Offset behind the text, before the terminator. */
  readonly end: number;
  /** Offset behind the terminator. */
  readonly next: number;
}

export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A last line without terminator counts; the nothing behind a last terminator does not. One after the other: who reads
 * thousands of them need not hold them all.
 */
export function* linesIn(text: string): Generator<Line> {
  let number = 1;
  let start = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  let carriage = text.indexOf('\r', start);
  let newline = text.indexOf('\n', start);
  while (carriage >= 0 || newline >= 0) {
    const atReturn = carriage >= 0 && (newline < 0 || carriage < newline);
    const end = atReturn ? carriage : newline;
    const next = atReturn && newline === end + 1 ? end + 2 : end + 1;
    yield lineAt(number, text, start, end, next);
    number += 1;
    start = next;
    if (carriage >= 0 && carriage < next) carriage = text.indexOf('\r', next);
    if (newline >= 0 && newline < next) newline = text.indexOf('\n', next);
  }
  if (start < text.length) yield lineAt(number, text, start, text.length, text.length);
}

const lineAt = (number: number, text: string, start: number, end: number, next: number): Line => ({
  number,
  text: text.slice(start, end),
  start,
  end,
  next,
});

/** The line ending that the text uses first; `\n` when it has none yet. */
export const lineEndingOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

/** Splices may come in any order; they must not overlap. */
export const spliceText = (text: string, splices: readonly Splice[]): string => {
  const ordered = splices.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: replacement } of ordered) {
    if (start < at || end < start || end > text.length) throw new RangeError(`splice ${start}-${end} does not fit`);
    parts.push(text.slice(at, start), replacement);
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
};

/** Inserts whole lines at the start of a line, or at the end of a text whose last line may lack its terminator. */
export const insertLines = (text: string, offset: number, lines: readonly string[]): Splice => {
  const eol = lineEndingOf(text);
  return insertBlock(text, offset, lines.map((line) => `${line}${eol}`).join(''));
};

/** As `insertLines`, for lines that bring their own terminators. */
export const insertBlock = (text: string, offset: number, block: string): Splice => {
  const unterminated = offset === text.length && offset > 0 && !/[\r\n\uFEFF]$/.test(text);
  // A file that lacked its last newline keeps lacking it.
  const inserted = unterminated ? `${lineEndingOf(text)}${block.replace(/(?:\r\n|\n|\r)$/, '')}` : block;
  return { start: offset, end: offset, text: inserted };
};
