import { describe, expect, it } from 'vitest';
import { LazySegmenter } from '../../src/components/graphemes.ts';

const real = new Intl.Segmenter();
const ours = new LazySegmenter();
const clusters = (segmenter: Pick<LazySegmenter, 'segment'>, text: string): readonly [number, string][] =>
  [...segmenter.segment(text)].map(({ index, segment }) => [index, segment]);

describe('the segmenter of the dashboard', () => {
  it('cuts beside each character that it knows as the real one does', () => {
    const characters = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code));
    const wrong = characters.filter((character) => {
      const text = `a${character}${character}─`;
      return String(clusters(ours, text)) !== String(clusters(real, text));
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    '',
    'Workers',
    '│ ● T12 – 3 → 4 │',
    '\u001b[1mbold\u001b[22m\n',
    'e\u0301',
    '👩‍🚀 and ❤️',
    '🇩🇪🇫🇷',
    '가나',
    '☎️',
    '\r\n',
  ])('gives the clusters of %j', (text) => {
    expect(clusters(ours, text)).toEqual(clusters(real, text));
    expect([...ours.segment(text)].map(({ input }) => input)).toEqual(
      [...real.segment(text)].map(({ input }) => input),
    );
  });

  it.each(['ab─', 'e\u0301b'])('tells which cluster of %j a place lies in', (text) => {
    for (const index of [0, 1, 2, 3]) {
      expect(ours.segment(text).containing(index)).toEqual(real.segment(text).containing(index));
    }
  });
});
