/**
 * The person's keyboard and mouse as the session asked for them. Their own terminal always reports in one form; what a
 * session did not ask for never reaches it.
 */
import type { Rectangle } from './painted.ts';
import type { PaneModes } from './pane-modes.ts';

export const paneKeys = (bytes: string, modes: PaneModes, rectangle: Rectangle): string =>
  bytes.replaceAll(REPORTS, (report, button?: string, col?: string, row?: string, end?: string) => {
    if (button !== undefined) {
      return mouseReport(
        modes,
        Number(button),
        Number(col) - rectangle.left,
        Number(row) - rectangle.top,
        end === 'M',
        rectangle,
      );
    }
    if (report.endsWith('~')) return modes.bracketedPaste ? report : '';
    if (report === FOCUS_IN || report === FOCUS_OUT) return modes.focus ? report : '';
    return modes.applicationCursor ? `\x1bO${report.slice(-1)}` : report;
  });

export const FOCUS_IN = '\x1b[I';
export const FOCUS_OUT = '\x1b[O';

/** Mouse reports (1006), marks of a paste, focus reports, arrows and Home and End. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: reports are control sequences.
const REPORTS = /\x1b\[<(\d+);(\d+);(\d+)([Mm])|\x1b\[20[01]~|\x1b\[[IO]|\x1b\[[ABCDHF]/g;

const MOTION = 32;
const WHEEL = 64;
const NO_BUTTON = 3;
/** The old form adds this to each number and has one byte for it. */
const BYTE_OFFSET = 32;
const MAX_IN_BYTE = 223;

const mouseReport = (
  { mouse, mouseText }: PaneModes,
  button: number,
  col: number,
  row: number,
  isPress: boolean,
  { cols, rows }: Rectangle,
): string => {
  if (mouse === 'none' || col < 1 || row < 1 || col > cols || row > rows) return '';
  const isMotion = (button & MOTION) !== 0;
  const isDrag = isMotion && (button & NO_BUTTON) !== NO_BUTTON;
  if (isMotion && mouse !== 'any' && !(mouse === 'drag' && isDrag)) return '';
  if (mouse === 'x10' && (!isPress || (button & WHEEL) !== 0)) return '';
  if (mouseText) return `\x1b[<${button};${col};${row}${isPress ? 'M' : 'm'}`;
  if (col > MAX_IN_BYTE || row > MAX_IN_BYTE) return '';
  const code = isPress ? button : (button & ~NO_BUTTON) | NO_BUTTON;
  const [buttonChar = '', colChar = '', rowChar = ''] = [code, col, row].map((value) =>
    String.fromCharCode(BYTE_OFFSET + value),
  );
  // Values above 127 would be two bytes in UTF-8, which is no report of the old form.
  return [buttonChar, colChar, rowChar].some((char) => char > '\x7f') ? '' : `\x1b[M${buttonChar}${colChar}${rowChar}`;
};
