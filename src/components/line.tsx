/**
 * The only place where text reaches the screen: every span is made visible here, cut to its cells and padded, so that
 * no field of a worker can move a border or reach the terminal as more than text.
 */
import { Text } from 'ink';
import { visibleParts, visibleWidth } from '../domain/visible.ts';
import { STYLES, type Style, type Tone } from './theme.ts';

export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  /** Exact width: cut or padded to it. Without it, as wide as the text, up to the end of the line. */
  readonly cells?: number;
  readonly align?: 'left' | 'right';
}

export type Line = readonly Span[];

export const LineText = ({ spans, width }: { readonly spans: Line; readonly width: number }) => (
  <Text wrap="truncate">
    {pieces(spans, width).map(({ text, style }, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place.
      <Text key={index} {...style}>
        {text}
      </Text>
    ))}
  </Text>
);

export interface Piece {
  readonly text: string;
  readonly style: Style;
}

/** Visible, styled pieces that together are exactly `width` cells; the fewest that say it, as each is a node to lay out. */
export const pieces = (spans: Line, width: number): readonly Piece[] => {
  const out: Piece[] = [];
  let left = width;
  for (const span of spans) {
    const cells = Math.min(left, span.cells ?? Number.POSITIVE_INFINITY);
    const style = STYLES[span.tone ?? 'plain'];
    const parts = visibleParts(span.text, cells).map(({ text, escaped }) => ({
      text,
      style: escaped ? STYLES.escaped : style,
    }));
    const taken = parts.reduce((sum, part) => sum + visibleWidth(part.text), 0);
    const padding = spaces(span.cells === undefined ? 0 : cells - taken);
    out.push(...(span.align === 'right' ? [padding, ...parts] : [...parts, padding]));
    left -= taken + padding.text.length;
  }
  return merged([...out, spaces(left)]);
};

const spaces = (count: number): Piece => ({ text: ' '.repeat(Math.max(0, count)), style: STYLES.plain });

const merged = (all: readonly Piece[]): readonly Piece[] => {
  const out: Piece[] = [];
  for (const piece of all) {
    const last = out.at(-1);
    if (piece.text === '') continue;
    if (last !== undefined && last.style === piece.style)
      out[out.length - 1] = { text: last.text + piece.text, style: last.style };
    else out.push(piece);
  }
  return out;
};

/** Breaks text into lines of at most `width` cells, at spaces where there are some; the text itself has no line breaks. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let start = 0;
  for (;;) {
    const end = endOfLine(text, start, width);
    if (end === text.length) return [...lines, text.slice(start)];
    const space = text.slice(start, end).lastIndexOf(' ');
    // A space far back would leave a ragged line, and a path or a hash is read better in one piece.
    const next = space > (end - start) / 2 ? start + space + 1 : end;
    lines.push(text.slice(start, next));
    start = next;
  }
};

/** A cell a character: most lines, read at once. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Where the cells are used up; a single character wider than all of them is taken nonetheless. */
const endOfLine = (text: string, start: number, width: number): number => {
  const plain = text.slice(start, start + width);
  if (PLAIN.test(plain) && width > 0) return start + plain.length;
  let end = start;
  let cells = 0;
  while (end < text.length) {
    const point = String.fromCodePoint(text.codePointAt(end) ?? 0);
    cells += visibleWidth(point);
    if (cells > width && end > start) return end;
    end += point.length;
  }
  return end;
};
