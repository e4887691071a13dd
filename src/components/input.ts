/**
 * Raw terminal input as events: one per key however they were glued or split, pastes whole, mouse reports apart.
 * What is not known is dropped, never taken for typed text.
 */

export type InputEvent =
  /** A character as typed, or a name: `enter`, `tab`, `shift-tab`, `esc`, `up`, `ctrl-l`. */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  /** `col` and `row` from 0. */
  | {
      readonly kind: 'mouse';
      readonly action: 'press' | 'wheel-up' | 'wheel-down';
      readonly col: number;
      readonly row: number;
    };

/** The events in `text`, and what at its end may go on in the next chunk. */
export const decodeInput = (text: string): { readonly events: readonly InputEvent[]; readonly rest: string } => {
  const events: InputEvent[] = [];
  let rest = text;
  while (rest !== '') {
    const step = decodeOne(rest);
    if (step === 'unfinished') return { events, rest: bounded(rest) };
    if (step.event !== null) events.push(step.event);
    rest = rest.slice(step.length);
  }
  return { events, rest: '' };
};

/** What an unfinished rest means once nothing followed it: a lone Esc is the key, the rest of a sequence is nothing. */
export const flushInput = (rest: string): readonly InputEvent[] =>
  rest === ESC || rest === ESC + ESC ? [{ kind: 'key', key: 'esc' }] : [];

const ESC = '\x1b';
const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** A sequence that has not ended by then is noise. */
const MAX_SEQUENCE = 64;
/** Nothing takes more of a paste than this. */
const MAX_PASTE = 100_000;

interface Step {
  readonly event: InputEvent | null;
  readonly length: number;
}

const decodeOne = (text: string): Step | 'unfinished' => {
  if (text.startsWith(PASTE_START)) return decodePaste(text);
  if (text.startsWith(ESC)) return decodeEscape(text);
  const point = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return { event: { kind: 'key', key: CONTROL_KEYS[point] ?? controlName(point) }, length: point.length };
};

const decodePaste = (text: string): Step | 'unfinished' => {
  const end = text.indexOf(PASTE_END);
  if (end === -1) return 'unfinished';
  return { event: { kind: 'paste', text: text.slice(PASTE_START.length, end) }, length: end + PASTE_END.length };
};

/** What is too much of a paste is dropped, and its end still looked for: the rest of it must not be taken for keys. */
const bounded = (rest: string): string =>
  rest.length > MAX_PASTE ? `${rest.slice(0, MAX_PASTE)} ${rest.slice(1 - PASTE_END.length)}` : rest;

const decodeEscape = (text: string): Step | 'unfinished' => {
  if (text.length === 1) return 'unfinished';
  const sequence = SEQUENCE.exec(text)?.[0];
  if (sequence !== undefined) return { event: eventOf(sequence), length: sequence.length };
  if (UNFINISHED.test(text) && text.length < MAX_SEQUENCE) return 'unfinished';
  // Esc and then a control key are two keys; Alt with a character is no key of ours.
  if (text.charCodeAt(1) < 0x20) return { event: { kind: 'key', key: 'esc' }, length: 1 };
  const point = String.fromCodePoint(text.codePointAt(1) ?? 0);
  return { event: null, length: 1 + point.length };
};

/** CSI with its parameters and final byte, or SS3. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal input begins with ESC.
const SEQUENCE = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal input begins with ESC.
const UNFINISHED = /^\x1b(?:\[[0-?]*[ -/]*|O)$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal input begins with ESC.
const MOUSE = /^\x1b\[<(\d+);(\d+);(\d+)([Mm])$/;

const eventOf = (sequence: string): InputEvent | null => {
  const mouse = MOUSE.exec(sequence);
  if (mouse !== null) return mouseEvent(mouse.slice(1, 4).map(Number), mouse[4] === 'M');
  const key = SEQUENCE_KEYS[sequence.slice(1)];
  return key === undefined ? null : { kind: 'key', key };
};

const mouseEvent = ([button = 0, x = 1, y = 1]: readonly number[], isPress: boolean): InputEvent | null => {
  const action = isPress ? MOUSE_ACTIONS[button] : undefined;
  return action === undefined ? null : { kind: 'mouse', action, col: x - 1, row: y - 1 };
};

/** Plain left button and wheel; with a modifier the report is for somebody else. */
const MOUSE_ACTIONS: Readonly<Record<number, 'press' | 'wheel-up' | 'wheel-down'>> = {
  0: 'press',
  64: 'wheel-up',
  65: 'wheel-down',
};

const CONTROL_KEYS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

const controlName = (point: string): string => {
  const code = point.codePointAt(0) ?? 0;
  return code >= 1 && code <= 26 ? `ctrl-${String.fromCharCode(code + 96)}` : point;
};

const SEQUENCE_KEYS: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[3~': 'delete',
  '[5~': 'pageup',
  '[6~': 'pagedown',
  '[Z': 'shift-tab',
};
