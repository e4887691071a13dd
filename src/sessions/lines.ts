/** What the painter and the search read lines through, whether a line is still the terminal's or packed away. */
import type { IBufferCell } from '@xterm/headless';

/** The part of a terminal's cell that can be shown. */
export type Cell = Pick<
  IBufferCell,
  | 'getChars'
  | 'getWidth'
  | 'isAttributeDefault'
  | 'isBold'
  | 'isDim'
  | 'isItalic'
  | 'isUnderline'
  | 'isBlink'
  | 'isInverse'
  | 'isInvisible'
  | 'isStrikethrough'
  | 'isOverline'
  | 'isFgDefault'
  | 'isFgRGB'
  | 'getFgColor'
  | 'isBgDefault'
  | 'isBgRGB'
  | 'getBgColor'
>;

export interface Line {
  readonly length: number;
  /** It goes on where the line before was full. */
  readonly isWrapped: boolean;
  /** `cell` may be filled and given back, to save making one. */
  readonly getCell: (col: number, cell?: IBufferCell) => Cell | undefined;
  readonly translateToString: (trimRight?: boolean) => string;
}
