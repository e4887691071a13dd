/** All that is to be seen of a cell, as one text, wherever the cell comes from. */
import type { Cell } from '../../src/sessions/lines.ts';

const FLAGS = [
  'isBold',
  'isDim',
  'isItalic',
  'isUnderline',
  'isBlink',
  'isInverse',
  'isInvisible',
  'isStrikethrough',
  'isOverline',
] as const;

/** Flags are any number but zero, and colours of the default are none. */
export const seen = (cell: Cell | undefined): string => {
  if (cell === undefined) return ' |1|0|0|0|0|0|0|0|0|0|-|-';
  const flags = FLAGS.map((flag) => (cell[flag]() ? 1 : 0)).join('|');
  const foreground = cell.isFgDefault() ? '-' : `${cell.isFgRGB() ? '#' : ''}${cell.getFgColor()}`;
  const background = cell.isBgDefault() ? '-' : `${cell.isBgRGB() ? '#' : ''}${cell.getBgColor()}`;
  const text = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
  return `${text}|${cell.getWidth()}|${flags}|${foreground}|${background}`;
};
