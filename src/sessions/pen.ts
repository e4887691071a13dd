/**
 * Collects the bytes of one frame: text, colours and absolute moves, nothing else. It remembers where it left the outer
 * cursor and in which style, and moves and changes colour only where it must.
 */
import { DEFAULT_COLOUR, isDoubtful } from './cells.ts';
import type { Rectangle } from './painted.ts';
import { sgrChange } from './sgr.ts';

export interface Pen {
  readonly put: (
    row: number,
    col: number,
    text: string,
    width: number,
    foreground: number,
    background: number,
    attributes: number,
  ) => void;
  /** The column where the next text would land if the pen stands in this row, else -1. */
  readonly reach: (row: number) => number;
  readonly isUnused: () => boolean;
  readonly finish: () => string;
}

export const createPen = ({ top, left }: Rectangle): Pen => {
  let out = '';
  // Where the outer cursor stands; an impossible row when that is not known.
  let atRow = -1;
  let atCol = -1;
  let foreground = DEFAULT_COLOUR;
  let background = DEFAULT_COLOUR;
  let attributes = 0;

  return {
    put: (row, col, text, width, newForeground, newBackground, newAttributes) => {
      if (out === '') out = RESET_STYLE;
      if (row !== atRow || col !== atCol) out += `\x1b[${top + row + 1};${left + col + 1}H`;
      if (newForeground !== foreground || newBackground !== background || newAttributes !== attributes) {
        out += sgrChange(
          { foreground, background, attributes },
          { foreground: newForeground, background: newBackground, attributes: newAttributes },
        );
        foreground = newForeground;
        background = newBackground;
        attributes = newAttributes;
      }
      out += text;
      atRow = isDoubtful(text, width) ? -1 : row;
      atCol = col + width;
    },
    reach: (row) => (row === atRow ? atCol : -1),
    isUnused: () => out === '',
    finish: () => (out === '' ? '' : `${out}${RESET_STYLE}`),
  };
};

const RESET_STYLE = '\x1b[0m';
