/**
 * A stream filter with three limits: the length of a control string (titles, clipboard, device strings), the count of a
 * repeating sequence, and the number of marks stacked on one character. Everything within them passes as it is.
 */

/** Longer titles and links say nothing more; the parser itself would collect ten million characters. */
export const MAX_STRING_CHARS = 4096;
/** More marks on one character than any script writes; the cell would grow with each. */
export const MAX_MARKS = 16;
/** An unfinished sequence is held back until its end comes, up to this length; longer ones are no known sequence. */
const MAX_HELD_CHARS = 64;

/** Sequences that the parser carries out once per count: lines in and out, scrolling, tabs, repetition. */
export const COUNTED_FINALS = 'LMSTIZb';

type State = 'text' | 'escape' | 'csi' | 'string';

export const createLimiter = (maxCount: () => number): ((chunk: string) => string) => {
  let state: State = 'text';
  let held = '';
  let stringChars = 0;
  let marks = 0;

  return (chunk) => {
    // Half a character has come and makes no text yet.
    if (chunk === '') return '';
    const text = held + chunk;
    if (state === 'text' || held !== '') {
      const end = unfinishedAt(text);
      const whole = text.slice(0, end);
      if (isHarmless(whole)) {
        held = text.slice(end);
        state = held === '' ? 'text' : held.length === 1 ? 'escape' : 'csi';
        marks = 0;
        return whole;
      }
    }
    let index = held.length;
    let sequenceStart = 0;
    held = '';
    // What was kept before `from`; a text without anything to cut is returned as it is.
    let kept = '';
    let from = 0;
    const replace = (start: number, end: number, replacement: string): void => {
      kept += text.slice(from, start) + replacement;
      from = end;
    };

    for (; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code === ESC || (code >= C1_FIRST && code <= C1_LAST)) {
        state = code === ESC ? 'escape' : afterC1(code);
        sequenceStart = index;
        stringChars = 0;
        marks = 0;
      } else if (state === 'text') {
        if (code < FIRST_MARK) marks = 0;
        else if (isLowSurrogate(code)) continue;
        else if (!isMark(text, index, code)) marks = 0;
        else if (++marks > MAX_MARKS) replace(index, index + unitsAt(text, index), '');
      } else if (state === 'escape') state = afterEscape(code);
      else if (code === CAN || code === SUB) state = 'text';
      else if (state === 'csi') {
        if (code < FINAL_FIRST || code > FINAL_LAST) continue;
        const cut = cutCount(text.slice(sequenceStart, index + 1), maxCount());
        if (cut !== null) replace(sequenceStart, index + 1, cut);
        state = 'text';
      } else if (code === BEL) state = 'text';
      else if (++stringChars > MAX_STRING_CHARS) replace(index, index + 1, '');
    }

    const unfinished = state === 'escape' || state === 'csi';
    const end = unfinished && text.length - sequenceStart <= MAX_HELD_CHARS ? sequenceStart : text.length;
    held = text.slice(end);
    return kept + text.slice(from, end);
  };
};

/** Where the sequence begins that the text ends in the middle of; its length when there is none. */
const unfinishedAt = (text: string): number => {
  const last = text.lastIndexOf('\x1b');
  return last >= text.length - MAX_HELD_CHARS && last !== -1 && UNFINISHED.test(text.slice(last)) ? last : text.length;
};

/**
 * Whether a text may pass without being looked at character by character: no control string, no large count, no marks in
 * a row, no sequence that is unfinished at its end, no mark at either end that others may join.
 */
const isHarmless = (text: string): boolean => {
  if (NOT_ASCII.test(text) && !isHarmlessWriting(text)) return false;
  let last = -1;
  for (let at = text.indexOf('\x1b'); at !== -1; at = text.indexOf('\x1b', at + 1)) {
    last = at;
    const next = text.charCodeAt(at + 1);
    if (next !== ESC_CSI) {
      if (ESC_STRINGS.includes(next)) return false;
      continue;
    }
    let digits = at + 2;
    while (isDigit(text.charCodeAt(digits))) digits += 1;
    if (digits - at - 2 >= 3 && COUNTED_FINALS.includes(text.charAt(digits))) return false;
  }
  if (last === -1) return true;
  WHOLE.lastIndex = last;
  return WHOLE.test(text);
};

/** The same of a text's characters alone: one look at each, in a table. */
const isHarmlessWriting = (text: string): boolean => {
  if (mayJoin(text.charCodeAt(0)) || mayJoin(text.charCodeAt(text.length - 1))) return false;
  table ??= kindsOfUnits();
  let marksInRow = 0;
  for (let at = 0; at < text.length; at += 1) {
    const kind = table[text.charCodeAt(at)];
    if (kind === ALONE) marksInRow = 0;
    else if (kind === CONTROL || (kind === JOINS && ++marksInRow > MAX_MARKS)) return false;
  }
  return true;
};

/** Of each unit of text; made when text that is not ASCII first comes. */
let table: Uint8Array | null = null;
const ALONE = 0;
const CONTROL = 1;
/** A mark, or the first half of a character that may be one. */
const JOINS = 2;
/** Goes with the half before. */
const SECOND_HALF = 3;

const kindsOfUnits = (): Uint8Array => {
  const kinds = new Uint8Array(0x10000);
  kinds.fill(CONTROL, C1_FIRST, C1_LAST + 1);
  for (let code = FIRST_MARK; code < 0x10000; code += 1) {
    const char = String.fromCharCode(code);
    if (MAY_JOIN.test(char) && MARK.test(char)) kinds[code] = JOINS;
  }
  kinds.fill(JOINS, 0xd800, 0xdc00);
  // Pictographs and ideographs: there is no mark among them.
  kinds.fill(ALONE, 0xd83c, 0xd83f);
  kinds.fill(ALONE, 0xd840, 0xd8c0);
  return kinds.fill(SECOND_HALF, 0xdc00, 0xe000);
};

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: sequences are made of control characters.
const NOT_ASCII = /[^\x00-\x7f]/;
const UNFINISHED = /^\x1b(?:\[[0-?]*[ -/]*)?$/;
const WHOLE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[ -/]*[0-OQ-WYZ\\`-~])/y;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: sequences are made of control characters.

/** A quick look: all marks and format characters of 16 bits are among these, and few that are none in Western or Asian text. */
export const MAY_JOIN =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: the marks stand for themselves.
  /[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u1fff\u200b-\u200f\u2028-\u202e\u2060-\u206f\u20d0-\u20ff\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\uabff\ud800-\udfff\ufb1e\ufe00-\ufe2f\ufeff\ufff0-\uffff]/;

/** A mark, or half of a character that may be one. */
const mayJoin = (code: number): boolean =>
  code >= 0xd800 || (code >= FIRST_MARK && MARK.test(String.fromCharCode(code)));

const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const C1_FIRST = 0x80;
const C1_LAST = 0x9f;
const C1_CSI = 0x9b;
/** DCS, SOS, OSC, PM, APC in one code each. */
const C1_STRINGS: readonly number[] = [0x90, 0x98, 0x9d, 0x9e, 0x9f];
/** The same behind an ESC: P X ] ^ _ */
const ESC_STRINGS: readonly number[] = [0x50, 0x58, 0x5d, 0x5e, 0x5f];
const ESC_CSI = 0x5b;
const FINAL_FIRST = 0x40;
const FINAL_LAST = 0x7e;
const FIRST_MARK = 0x300;

const afterC1 = (code: number): State => (code === C1_CSI ? 'csi' : C1_STRINGS.includes(code) ? 'string' : 'text');

const afterEscape = (code: number): State => {
  if (code === ESC_CSI) return 'csi';
  if (ESC_STRINGS.includes(code)) return 'string';
  // Intermediates keep the sequence open; control characters are carried out inside it.
  return code < 0x30 && code !== CAN && code !== SUB ? 'escape' : 'text';
};

/** `CSI 99999 S` with the count that already does all that can be done; null when it is within the limit. */
const cutCount = (sequence: string, limit: number): string | null => {
  const [, start, count, final] = COUNTED.exec(sequence) ?? [];
  return count === undefined || Number(count) <= limit ? null : `${start}${limit}${final}`;
};

const COUNTED = new RegExp(`^(\\x1b\\[|\\x9b)(\\d{3,})([${COUNTED_FINALS}])$`);

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

const unitsAt = (text: string, index: number): number => ((text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1);

/** Whether the character is drawn onto the one before it. Ideographs and box drawing are told apart without a look-up. */
const isMark = (text: string, index: number, code: number): boolean => {
  if ((code >= 0x3400 && code < 0xa000) || (code >= 0x2500 && code < 0x2600)) return false;
  return MARK.test(String.fromCodePoint(text.codePointAt(index) ?? 0));
};

/** Combining marks, format characters, and the Hangul letters that join the one before. */
const MARK = /[\p{M}\p{Cf}\u1160-\u11ff]/u;
