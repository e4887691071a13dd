/**
 * Where a view looks: at the live screen or at lines above it, which stay in place while new ones come below. It finds
 * texts in what is above, and gives the text of what is in sight.
 */
import type { Look, Looked } from '../domain/screens.ts';
import { cellText } from './cells.ts';
import type { Line } from './lines.ts';
import type { Screen } from './screen.ts';

export interface Looking {
  /** How many lines above the live screen; 0 is live. */
  readonly above: () => number;
  /** The row in sight that a search has found. */
  readonly marked: (rows: number) => number | null;
  readonly look: (look: Look, rows: number) => Looked;
}

/** The line that stands `above` lines higher than this row of the live screen. */
export const lineAbove = ({ buffer, history, size }: Screen, row: number, above: number): Line | undefined => {
  const index = history.length - above + row;
  if (index < history.length) return history.line(index);
  return index - history.length < size.rows ? buffer.getLine(buffer.baseY + index - history.length) : undefined;
};

export const createLooking = (screen: Screen): Looking => {
  let above = 0;
  let total = screen.history.length;
  /** Counted like the history, from its oldest line. */
  let found: number | null = null;

  const follow = (): void => {
    // Lines that came meanwhile push what is looked at further up.
    const { length } = screen.history;
    if (above > 0) above = Math.min(length, Math.max(1, above + length - total));
    total = length;
  };
  const goTo = (lines: number): void => {
    above = Math.max(0, Math.min(total, Math.round(lines)));
  };

  const search = (text: string, isUp: boolean, rows: number): boolean => {
    const wanted = text.toLowerCase();
    const step = isUp ? -1 : 1;
    const last = total + screen.size.rows - 1;
    const from = found ?? (isUp ? total - above + rows - 1 : total - above);
    for (let index = from + step; index >= 0 && index <= last; index += step) {
      const line = lineAbove(screen, index - total, 0);
      if (line?.translateToString(true).toLowerCase().includes(wanted) !== true) continue;
      found = index;
      goTo(total - index + Math.floor(rows / 2));
      return true;
    }
    return false;
  };

  return {
    above: () => {
      follow();
      return above;
    },
    marked: (rows) => {
      const row = found === null ? -1 : found - total + above;
      return row >= 0 && row < rows ? row : null;
    },
    look: (look, rows) => {
      follow();
      let isFound = true;
      let text: string | null = null;
      switch (look.kind) {
        case 'live':
          goTo(0);
          found = null;
          break;
        case 'scroll':
          goTo(above + look.lines);
          break;
        case 'search':
          isFound = look.text !== '' && search(look.text, look.isUp, rows);
          break;
        case 'copy':
          text = textInSight(screen, above, rows);
          break;
      }
      return { above, total, found: isFound, text };
    },
  };
};

/** As it is shown, without blanks at the ends of lines; lines that were folded at the edge are one again. */
const textInSight = (screen: Screen, above: number, rows: number): string => {
  let text = '';
  for (let row = 0; row < rows; row += 1) {
    const line = lineAbove(screen, row, above);
    if (line === undefined) continue;
    let shown = '';
    for (let col = 0; col < line.length; col += 1) {
      const cell = line.getCell(col);
      if (cell !== undefined && cell.getWidth() > 0) shown += cellText(cell);
    }
    const isFolded = line.isWrapped && row > 0;
    text = isFolded ? text.replace(/\n$/, '') : text;
    text += `${shown.trimEnd()}\n`;
  }
  return text.trimEnd();
};
