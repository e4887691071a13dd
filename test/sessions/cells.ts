/** Reading grids cell by cell apart from the painter, and random terminal output. */
import type { IBuffer } from '@xterm/headless';
import { printable } from '../../src/sessions/cells.ts';
import type { Rectangle } from '../../src/sessions/painted.ts';

export interface Cell {
  readonly text: string;
  readonly style: string;
}

/** What is seen in the rectangle. A half of a wide character that the edge cuts, or whose other half is gone, is a blank. */
export const cellsOf = (buffer: IBuffer, { top, left, cols, rows }: Rectangle): readonly (readonly Cell[])[] =>
  Array.from({ length: rows }, (_, row) => {
    const line = buffer.getLine(top + row);
    // Wide characters written over each other may stand in neighbouring cells: the second is hidden and has no half.
    let isHalfNext = false;
    return Array.from({ length: cols }, (_, col): Cell => {
      const isSecondHalf = isHalfNext;
      const cell = line?.getCell(left + col);
      isHalfNext = false;
      if (cell === undefined) return { text: ' ', style: '' };
      isHalfNext = !isSecondHalf && cell.getWidth() === 2;
      const style = isSecondHalf
        ? ''
        : [
            cell.isFgDefault() ? '' : `${cell.isFgRGB() ? 'rgb' : 'fg'}${cell.getFgColor()}`,
            cell.isBgDefault() ? '' : `${cell.isBgRGB() ? 'rgb' : 'bg'}${cell.getBgColor()}`,
            cell.isBold() && 'bold',
            cell.isDim() && 'dim',
            cell.isItalic() && 'italic',
            cell.isUnderline() && 'underline',
            cell.isBlink() && 'blink',
            cell.isInverse() && 'inverse',
            cell.isInvisible() && 'invisible',
            cell.isStrikethrough() && 'strikethrough',
            cell.isOverline() && 'overline',
          ]
            .filter((part) => part)
            .join(' ');
      const isCut = cell.getWidth() === 2 && col + 1 === cols;
      if (isSecondHalf) return { text: '', style };
      return {
        text: isCut || cell.getWidth() === 0 ? ' ' : shown(cell.getChars(), cell.getWidth(), col + 1 === cols),
        style,
      };
    });
  });

/** What cannot be printed is left out or replaced; at the edge a character of doubtful width is replaced. */
const shown = (chars: string, width: number, atEdge: boolean): string => {
  if (chars === '') return ' ';
  const text = printable(chars, width);
  return atEdge && /^(?:[\u2300-\u23ff\u2600-\u2bff\u{10000}-\u{10ffff}])/u.test(text) ? '\ufffd' : text;
};

export interface Random {
  readonly below: (limit: number) => number;
}

/** mulberry32: the same numbers on every run. */
export const seededRandom = (seed: number): Random => {
  let state = seed;
  return {
    below: (limit) => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
    },
  };
};

export const randomOutput = (random: Random, parts: number): string =>
  Array.from({ length: parts }, () => {
    const make = MAKERS[random.below(MAKERS.length)];
    return make === undefined ? '' : make(random);
  }).join('');

const pick = (random: Random, from: readonly string[]): string => from[random.below(from.length)] ?? '';

const MAKERS: readonly ((random: Random) => string)[] = [
  (random) =>
    pick(random, ['hello', 'x', ' ', '日本', 'é', 'e\u0301', '👍', '❤️', '👨‍👩‍👧', '─│┌', '\u200b', '🫠', 'ก็']),
  (random) => pick(random, ['word word', '日', '한국어', '\t', 'z'.repeat(90)]),
  (random) => pick(random, ['\r\n', '\n', '\r', '\b', '\x1bM', '\x1bD', '\x1b7', '\x1b8']),
  (random) => `\x1b[${random.below(14)};${random.below(42)}H`,
  (random) => `\x1b[${pick(random, ['0', '1', '2', '3', '4', '7', '9', '22', '27', '53', '31', '42', '95', '106'])}m`,
  (random) => `\x1b[${pick(random, ['38', '48'])};5;${random.below(256)}m`,
  (random) => `\x1b[${pick(random, ['38', '48'])};2;${random.below(256)};${random.below(256)};9m`,
  (random) => `\x1b[${random.below(4)}${pick(random, ['J', 'K', 'L', 'M', 'P', '@', 'X', 'S', 'T', 'b'])}`,
  (random) => `\x1b[${random.below(9)}${pick(random, ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'd'])}`,
  (random) => `\x1b[${1 + random.below(6)};${7 + random.below(6)}r`,
  (random) => `\x1b[?${pick(random, ['25', '1049', '7', '6', '2004', '1000', '2026'])}${pick(random, ['h', 'l'])}`,
  (random) =>
    pick(random, [
      '\x1b]0;title\x07',
      '\x1b]52;c;aGk=\x07',
      '\x1b]8;;x:y\x1b\\',
      '\x1bP+q544e\x1b\\',
      '\x1b[c',
      '\x1b[6n',
    ]),
  (random) =>
    pick(random, ['\x1b(0qx\x1b(B', '\x1b#8', '\x18', '\x1b[!p', '\x1bc', '\x9b3m', '\x07', '\x1b[4h', '\x1b[4l']),
];
