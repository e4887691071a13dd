/**
 * What a terminal may answer to a session's query: device attributes, status, cursor position, mode reports, settings.
 * Numbers only, so that a session can never have text of its own choice typed at it, by itself or by what it displays.
 */
import { FIXED_ANSWERS } from './answers.ts';

export const isTerminalReply = (bytes: string): boolean => FIXED_ANSWERS.has(bytes) || REPLIES.test(bytes);

const ESC = '\\x1b';
const REPLIES = new RegExp(
  [
    `${ESC}\\[[?>=]?[\\d;]*(?:\\$y|[cnRt])`, // DA1-3, DSR, CPR, DECRPM, sizes
    `${ESC}P[01]\\$r[\\d;: "]*[a-z]{0,2}${ESC}\\\\`, // DECRPSS
  ]
    .map((form) => `^${form}$`)
    .join('|'),
);
