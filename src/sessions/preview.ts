/** The small picture of a screen: its last rows that hold something, cropped, as runs of equally styled text. */
import type { IBufferCell, IBufferLine } from '@xterm/headless';
import type { Preview, Run } from '../domain/screens.ts';
import {
  attributesOf,
  BOLD,
  backgroundOf,
  cellText,
  DEFAULT_COLOUR,
  DIM,
  foregroundOf,
  INVERSE,
  INVISIBLE,
  ITALIC,
  RGB_FLAG,
  UNDERLINE,
} from './cells.ts';
import type { Screen } from './screen.ts';

export const previewOf = (screen: Screen, cols: number, rows: number): Preview => {
  const { buffer, cursor, size } = screen;
  const cell = buffer.getNullCell();
  const lineAt = (row: number): IBufferLine | undefined => buffer.getLine(buffer.baseY + row);

  let end = size.rows;
  while (end > 0 && isBlank(lineAt(end - 1)) && !(cursor.visible && cursor.row === end - 1)) end -= 1;
  const start = Math.max(0, end - rows);

  const isShown = cursor.visible && cursor.row >= start && cursor.row < end && cursor.col < cols;
  return {
    cols,
    rows: Array.from({ length: end - start }, (_, row) => runsOf(lineAt(start + row), Math.min(cols, size.cols), cell)),
    cursor: isShown ? { row: cursor.row - start, col: cursor.col } : null,
  };
};

const isBlank = (line: IBufferLine | undefined): boolean => line === undefined || line.translateToString(true) === '';

/** Trailing blanks without a colour of their own are left out. */
const runsOf = (line: IBufferLine | undefined, cols: number, cell: IBufferCell): readonly Run[] => {
  const runs: Run[] = [];
  for (let col = 0; col < cols && line !== undefined; col += 1) {
    if (line.getCell(col, cell) === undefined) break;
    const width = cell.getWidth();
    const isHalf = width === 0 || (width === 2 && col + 1 === cols);
    const run = runOf(cell, isHalf ? ' ' : cellText(cell));
    const last = runs.at(-1);
    if (last !== undefined && isSameStyle(last, run)) runs[runs.length - 1] = { ...last, text: last.text + run.text };
    else runs.push(run);
    if (width === 2) col += 1;
  }
  return withoutTrailingBlanks(runs);
};

const runOf = (cell: IBufferCell, text: string): Run => {
  const attributes = attributesOf(cell);
  return {
    text: attributes & INVISIBLE ? ' '.repeat(cell.getWidth()) : text,
    fg: colourOf(foregroundOf(cell)),
    bg: colourOf(backgroundOf(cell)),
    bold: (attributes & BOLD) !== 0,
    dim: (attributes & DIM) !== 0,
    italic: (attributes & ITALIC) !== 0,
    underline: (attributes & UNDERLINE) !== 0,
    inverse: (attributes & INVERSE) !== 0,
  };
};

const colourOf = (colour: number): Run['fg'] => {
  if (colour === DEFAULT_COLOUR) return null;
  return colour & RGB_FLAG ? `#${(colour & 0xffffff).toString(16).padStart(6, '0')}` : colour;
};

const isSameStyle = (a: Run, b: Run): boolean =>
  a.fg === b.fg &&
  a.bg === b.bg &&
  a.bold === b.bold &&
  a.dim === b.dim &&
  a.italic === b.italic &&
  a.underline === b.underline &&
  a.inverse === b.inverse;

const withoutTrailingBlanks = (runs: readonly Run[]): readonly Run[] => {
  const last = runs.at(-1);
  if (last === undefined || last.bg !== null || last.inverse || last.underline) return runs;
  const text = last.text.trimEnd();
  if (text === '') return withoutTrailingBlanks(runs.slice(0, -1));
  return [...runs.slice(0, -1), { ...last, text }];
};
