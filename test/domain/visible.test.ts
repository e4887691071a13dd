import { describe, expect, it } from 'vitest';
import { visible, visibleParts, visibleWidth } from '../../src/domain/visible.ts';

describe('visible', () => {
  it.each([
    ['plain text stays as it is', 'Add dark mode', 'Add dark mode'],
    ['accents and wide letters stay', 'Größe 漢字 é', 'Größe 漢字 é'],
    ['escape sequences are shown', '\x1b[31mred', '\\x1b[31mred'],
    ['an OSC 52 with its BEL is shown', '\x1b]52;c;aGk=\x07', '\\x1b]52;c;aGk=\\x07'],
    ['line breaks and tabs are shown', 'a\r\n\tb', 'a\\x0d\\x0a\\x09b'],
    ['DEL and C1 are shown', '\x7f\x9b31m', '\\x7f\\x9b31m'],
    ['bidi controls are shown', 'a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
    ['zero-width characters are shown', 'a\u200bb\u200d\ufeff\u00ad', 'a\\u{200b}b\\u{200d}\\u{feff}\\xad'],
    ['tag characters are shown', '\u{e0041}', '\\u{e0041}'],
    ['variation selectors are shown', 'a\ufe0f', 'a\\u{fe0f}'],
    ['line and paragraph separators are shown', '\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['a lone surrogate is shown', '\ud800x', '\\u{d800}x'],
    ['a mark with nothing beneath it is shown', '\u0301a', '\\u{301}a'],
  ])('%s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('shows the marks that no language would stack', () => {
    expect(visible(`a${'\u0301'.repeat(5)}`)).toBe('a\u0301\u0301\u0301\\u{301}\\u{301}');
  });

  it.each([
    ['abcdefghij', 10, 'abcdefghij'],
    ['abcdefghijk', 10, 'abcdefg…+4'],
    ['x'.repeat(1000), 10, 'xxxxx…+995'],
    ['漢字漢字漢字', 7, '漢字…+4'],
    ['\x1b\x1b\x1b\x1b', 8, '\\x1b…+3'],
    ['abcdef', 2, '…'],
    ['abcdef', 0, ''],
  ])('%j in %i cells is %j', (text, cells, shown) => {
    expect(visible(text, cells)).toBe(shown);
    expect(visibleWidth(visible(text, cells))).toBeLessThanOrEqual(cells);
  });

  it('tells a shown character from text that merely reads like one', () => {
    expect(visibleParts('\\x1b\x1b')).toEqual([
      { text: '\\x1b', escaped: false },
      { text: '\\x1b', escaped: true },
    ]);
  });

  it('never prints a hidden character, whatever comes in', () => {
    const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
    const printed = Array.from({ length: 0x110000 }, (_, code) => code).filter((code) =>
      hidden.test(visible(String.fromCodePoint(code))),
    );
    expect(printed).toEqual([]);
  });

  it('cuts a megabyte without reading it glyph by glyph', () => {
    const text = '\x1b[31m漢'.repeat(200_000);
    const took = (work: () => unknown): number => {
      const started = performance.now();
      work();
      return performance.now() - started;
    };
    expect(visible(text, 40)).toMatch(/…\+\d+$/);
    const tries = Array.from({ length: 3 }, () => [took(() => visible(text, 40)), took(() => visibleWidth(text))]);
    // The best of each: whatever else the machine does only adds.
    const [cut = 0, whole = 0] = [0, 1].map((which) => Math.min(...tries.map((pair) => pair[which] ?? 0)));
    expect(cut).toBeLessThan(whole / 2);
  });
});
