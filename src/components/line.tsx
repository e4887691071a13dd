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
  /** A style of the worker's own, in its preview; else the tone's. */
  readonly style?: Style;
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

/** Visible, styled pieces that together are exactly `width` cells. */
export const pieces = (spans: Line, width: number): readonly Piece[] => {
  const out: Piece[] = [];
  let left = width;
  for (const span of spans) {
    const cells = Math.min(left, span.cells ?? Number.POSITIVE_INFINITY);
    const parts = visibleParts(span.text, cells).map(({ text, escaped }) => ({
      text,
      style: escaped ? STYLES.escaped : (span.style ?? STYLES[span.tone ?? 'plain']),
    }));
    const taken = parts.reduce((sum, part) => sum + visibleWidth(part.text), 0);
    const padding = { text: ' '.repeat(span.cells === undefined ? 0 : Math.max(0, cells - taken)), style: {} };
    out.push(...(span.align === 'right' ? [padding, ...parts] : [...parts, padding]));
    left -= taken + padding.text.length;
  }
  out.push({ text: ' '.repeat(Math.max(0, left)), style: {} });
  return out.filter((piece) => piece.text !== '');
};

/** Breaks text into lines of at most `width` cells, at spaces where there are some; the text itself has no line breaks. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let rest = text;
  while (visibleWidth(rest) > width) {
    const taken = takeCells(rest, width);
    const space = taken.lastIndexOf(' ');
    const line = space > width / 2 ? taken.slice(0, space + 1) : taken;
    lines.push(line);
    rest = rest.slice(line.length);
  }
  return [...lines, rest];
};

const takeCells = (text: string, width: number): string => {
  let taken = '';
  let cells = 0;
  for (const point of text) {
    cells += visibleWidth(point);
    if (cells > width && taken !== '') break;
    taken += point;
  }
  return taken;
};
