/** The short way of measuring text must never differ from the library that it stands in for. */
import libraryWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import stringWidth from '../../src/components/string-width.ts';

/** Beyond it nothing takes the short way. */
const LAST = 0x2fff;

describe('the width of text', () => {
  test('is the library’s for every character up to the ideographs, alone and before each kind that joins', () => {
    const joining = ['', '\u0301', '\ufe0f', '\u20e3', '\u200d', 'ﾞ', '─', 'a'];
    const differing: string[] = [];
    for (let code = 0; code <= LAST; code += 1) {
      const char = String.fromCharCode(code);
      for (const next of joining) {
        if (stringWidth(char + next) !== libraryWidth(char + next)) differing.push(`${code.toString(16)}+${next}`);
      }
    }
    expect(differing).toEqual([]);
  });

  test('is the library’s for a line of a frame, with colour and without, and with ambiguous ones wide', () => {
    const line = '╭ Workers ──────╮ ● 1 working ▸ api · “done” ✓ … ⣾ ♥ 日本 é';
    for (const text of [line, `\x1b[36m${line}\x1b[39m`, '', '\x1b[1m', '─'.repeat(200)]) {
      expect(stringWidth(text)).toBe(libraryWidth(text));
      expect(stringWidth(text, { ambiguousIsNarrow: false })).toBe(libraryWidth(text, { ambiguousIsNarrow: false }));
      expect(stringWidth(text, { countAnsiEscapeCodes: true })).toBe(
        libraryWidth(text, { countAnsiEscapeCodes: true }),
      );
    }
  });
});
