/**
 * Text to character codes, in a third of the library's time: its own way asks a string for each character, and slices of
 * a string answer slowly. What is not plain pairs and single units goes the library's way.
 */
import { endianness } from 'node:os';
import type { Terminal } from '@xterm/headless';

export const quickenDecoding = (terminal: Terminal): void => {
  const { _core: core } = terminal as Terminal & { readonly _core?: Core };
  const decoder = core?._inputHandler?._stringDecoder;
  if (typeof decoder?.decode !== 'function' || decoder._interim !== 0 || endianness() !== 'LE') return;
  const decodeSlowly = decoder.decode.bind(decoder);
  decoder.decode = (text, target) => {
    // A half of a character that came before is the library's to join.
    const count = decoder._interim === 0 && text.length <= ROOM_UNITS ? decode(text, target) : UNKNOWN;
    return count === UNKNOWN ? decodeSlowly(text, target) : count;
  };
};

/** Private to the library: a version of it that is built otherwise has none of these, and goes on as it is. */
interface Core {
  readonly _inputHandler?: {
    readonly _stringDecoder?: { decode?: (text: string, target: Uint32Array) => number; readonly _interim?: number };
  };
}

const UNKNOWN = -1;
const ROOM_UNITS = 16_384 + 1;
const units = new Uint16Array(ROOM_UNITS);
const unitBytes = Buffer.from(units.buffer);

/** How many codes there are; `UNKNOWN` for half characters and for byte order marks, which are left out. */
const decode = (text: string, target: Uint32Array): number => {
  const end = text.length;
  unitBytes.write(text, 0, 'utf16le');
  let count = 0;
  for (let at = 0; at < end; at += 1) {
    const unit = units[at] ?? 0;
    if ((unit & SURROGATE_MASK) === HIGH_SURROGATE) {
      at += 1;
      const second = at < end ? (units[at] ?? 0) : 0;
      if (unit >= LOW_SURROGATE || (second & HALF_MASK) !== LOW_SURROGATE) return UNKNOWN;
      target[count] = ((unit - HIGH_SURROGATE) << 10) + second - LOW_SURROGATE + FIRST_PAIRED;
    } else if (unit === BYTE_ORDER_MARK) return UNKNOWN;
    else target[count] = unit;
    count += 1;
  }
  return count;
};

const HIGH_SURROGATE = 0xd800;
const LOW_SURROGATE = 0xdc00;
/** Of both halves; of one. */
const SURROGATE_MASK = 0xf800;
const HALF_MASK = 0xfc00;
const FIRST_PAIRED = 0x10000;
const BYTE_ORDER_MARK = 0xfeff;
