/**
 * Paints a screen into a rectangle of the outer terminal, writing only the cells that differ from the last frame. Its
 * output is printable text, colours, absolute cursor moves and two modes of our own (cursor shown, synchronized frame):
 * nothing that a session prints can reach the outer terminal in any other form, or outside the rectangle.
 */
import type { IBufferCell } from '@xterm/headless';
import {
  attributesOf,
  backgroundOf,
  cellText,
  DEFAULT_COLOUR,
  foregroundOf,
  INVERSE,
  isDoubtful,
  mayBeWide,
  REPLACEMENT,
} from './cells.ts';
import { bytesOf, COMBINED, EXTENDED, WIDTH_SHIFT, WORDS, wordsOf } from './line-words.ts';
import type { Line } from './lines.ts';
import { lineAbove } from './looking.ts';
import {
  isOwnPicture,
  isSameCell,
  isSamePlace,
  LIVE,
  nothingPainted,
  type Painted,
  type Rectangle,
  remembered,
  SECOND_HALF,
  type Sight,
} from './painted.ts';
import { createPen, type Pen } from './pen.ts';
import type { Screen } from './screen.ts';

export interface Painter {
  /** The bytes that make the rectangle show the screen; empty when it does already. */
  readonly paint: (screen: Screen, rectangle: Rectangle, sight?: Sight) => string;
  /** Forgets the last frame: the next one paints every cell. */
  readonly reset: () => void;
}

export const createPainter = (): Painter => {
  let frame: Painted | null = null;
  let cell: IBufferCell | undefined;

  return {
    paint: (screen, rectangle, sight = LIVE) => {
      if (frame === null || !isSamePlace(frame.rectangle, rectangle)) frame = nothingPainted(rectangle);
      const isSameSight = frame.sight.above === sight.above && frame.sight.marked === sight.marked;
      if (frame.screen === screen && frame.serial === screen.serial && isSameSight) return '';
      frame.sight = sight;
      frame.screen = screen;
      frame.serial = screen.serial;

      // Once a frame: who asks a screen for its cells has it catch up first.
      const { buffer, cursor, size } = screen;
      const { baseY } = buffer;
      cell ??= buffer.getNullCell();
      // A rectangle lower than the screen shows the part with the cursor.
      const firstRow = Math.max(0, Math.min(size.rows - rectangle.rows, cursor.row - rectangle.rows + 1));
      const pen = createPen(rectangle);
      for (let row = 0; row < rectangle.rows; row += 1) {
        const liveRow = firstRow + row;
        const live = liveRow < size.rows ? buffer.getLine(baseY + liveRow) : undefined;
        const line = sight.above > 0 ? lineAbove(screen, row, sight.above) : live;
        paintRow(frame, pen, row, line, Math.min(size.cols, rectangle.cols), cell, row === sight.marked ? INVERSE : 0);
      }

      const caret = caretIn(rectangle, cursor.row - firstRow, cursor.col, cursor.visible && sight.above === 0);
      if (pen.isUnused() && caret === frame.caret) return '';
      frame.caret = caret;
      return `${BEGIN_FRAME}${pen.finish()}${caret}${END_FRAME}`;
    },
    reset: () => {
      frame = null;
    },
  };
};

const BEGIN_FRAME = '\x1b[?2026h\x1b[?25l';
const END_FRAME = '\x1b[?2026l';

const paintRow = (
  frame: Painted,
  pen: Pen,
  row: number,
  line: Line | undefined,
  filledCols: number,
  scratch: IBufferCell,
  standsOut: number,
): void => {
  const { cols } = frame.rectangle;
  let index = row * cols;
  let secondHalf = false;
  // A character that the outer terminal may have drawn too wide has spoiled the next cell.
  let spoiled = false;
  const words = line === undefined || standsOut !== 0 ? null : wordsOf(line);
  const before = frame.words[row] ?? null;
  if (words !== null && before !== null && before.filledCols === filledCols && !before.hasMore) {
    if (before.bytes.equals(bytesOf(words))) return;
  }
  let hasMore = false;
  for (let col = 0; col < cols; col += 1, index += 1) {
    const content = words === null || col >= filledCols ? 0 : (words[col * WORDS] ?? 0);
    const backgroundWord = words === null || col >= filledCols ? 0 : (words[col * WORDS + 2] ?? 0);
    if ((content & COMBINED) !== 0 || (backgroundWord & EXTENDED) !== 0) hasMore = true;
    else if (!spoiled && !secondHalf && words !== null && isOwnPicture(content, frame.texts[index])) {
      if (before !== null && col < before.filledCols && isSameCell(words, before.words, col)) {
        secondHalf = content >> WIDTH_SHIFT === 2;
        continue;
      }
    }
    let text = ' ';
    let foreground = DEFAULT_COLOUR;
    let background = DEFAULT_COLOUR;
    let attributes = standsOut;
    let width = 1;
    const cell = secondHalf || col >= filledCols ? undefined : line?.getCell(col, scratch);
    if (secondHalf) {
      text = SECOND_HALF;
      secondHalf = false;
    } else if (cell !== undefined) {
      width = cell.getWidth();
      text = cellText(cell);
      if (width === 2 && col + 1 === cols) {
        text = ' '; // Half a character does not fit in the rectangle.
        width = 1;
      } else if (width === 0) {
        text = ' '; // A half whose other half was overwritten.
        width = 1;
      } else if (width === 1 && col + 1 === cols && mayBeWide(text)) text = REPLACEMENT;
      secondHalf = width === 2;
      if (!cell.isAttributeDefault()) {
        foreground = foregroundOf(cell);
        background = backgroundOf(cell);
        attributes = attributesOf(cell) ^ standsOut;
      }
    }
    if (
      !spoiled &&
      frame.texts[index] === text &&
      frame.foregrounds[index] === foreground &&
      frame.backgrounds[index] === background &&
      frame.attributes[index] === attributes
    )
      continue;
    frame.texts[index] = text;
    frame.foregrounds[index] = foreground;
    frame.backgrounds[index] = background;
    frame.attributes[index] = attributes;
    if (text === SECOND_HALF) continue;
    for (let gap = bridgeStart(frame, pen, row, col); gap < col; gap += 1) {
      pen.put(row, gap, frame.texts[row * cols + gap] ?? ' ', 1, foreground, background, attributes);
    }
    spoiled = isDoubtful(text, width);
    // A terminal that takes it for narrow leaves its second cell as it was: it is made blank before.
    if (spoiled && width === 2) pen.put(row, col, '  ', 2, foreground, background, attributes);
    pen.put(row, col, text, width, foreground, background, attributes);
  }
  frame.words[row] = words === null ? null : remembered(before, words, filledCols, hasMore);
};

/** A move costs six bytes and more; so many unchanged cells are written again instead, when no colour changes. */
const MAX_BRIDGE = 4;

/** From where to write on to reach `col` without a move; `col` itself when a move it must be. */
const bridgeStart = (frame: Painted, pen: Pen, row: number, col: number): number => {
  const start = pen.reach(row);
  if (start < 0 || start > col || col - start > MAX_BRIDGE) return col;
  const base = row * frame.rectangle.cols;
  for (let gap = start; gap < col; gap += 1) {
    const text = frame.texts[base + gap];
    const isPlain =
      text?.length === 1 &&
      !isDoubtful(text, 1) &&
      frame.foregrounds[base + gap] === frame.foregrounds[base + col] &&
      frame.backgrounds[base + gap] === frame.backgrounds[base + col] &&
      frame.attributes[base + gap] === frame.attributes[base + col];
    if (!isPlain) return col;
  }
  return start;
};

const caretIn = (rectangle: Rectangle, row: number, col: number, visible: boolean): string => {
  const inside = row >= 0 && row < rectangle.rows && col < rectangle.cols;
  const shown = visible && inside ? '\x1b[?25h' : '\x1b[?25l';
  const shownRow = Math.min(Math.max(row, 0), rectangle.rows - 1);
  const shownCol = Math.min(col, rectangle.cols - 1);
  return `\x1b[${rectangle.top + shownRow + 1};${rectangle.left + shownCol + 1}H${shown}`;
};
