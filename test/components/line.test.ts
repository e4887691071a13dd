import { describe, expect, it } from 'vitest';
import { pieces, wrap } from '../../src/components/line.tsx';
import { visibleWidth } from '../../src/domain/visible.ts';

const HOSTILE = '\x1b[2J\x1b]0;owned\x07\u202e漢字\u200b\ud800';

describe('pieces', () => {
  it.each([0, 1, 5, 17, 80])('fill exactly %i cells, whatever the text', (width) => {
    const line = pieces([{ text: HOSTILE, cells: 9 }, { text: 'plain' }, { text: HOSTILE }], width);
    const text = line.map((piece) => piece.text).join('');
    expect(visibleWidth(text)).toBe(width);
    expect(/\p{Cc}|\p{Cf}/u.test(text)).toBe(false);
  });

  it('give shown characters a style of their own', () => {
    const [shown, plain] = pieces([{ text: '\x1b\\x1b' }], 8);
    expect(shown?.text).toBe('\\x1b');
    expect(plain?.text).toBe('\\x1b');
    expect(shown?.style).not.toEqual(plain?.style);
  });
});

describe('wrap', () => {
  it.each([
    ['git push origin main', 10],
    ['x'.repeat(35), 10],
    ['漢字漢字漢字', 5],
    [HOSTILE, 9],
    ['', 10],
  ])('loses nothing of %j', (text, width) => {
    expect(wrap(text, width).join('')).toBe(text);
  });

  it('takes a megabyte in its stride', () => {
    const started = performance.now();
    expect(wrap('x'.repeat(1_000_000), 40)).toHaveLength(25_000);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('breaks at spaces where there are some', () => {
    expect(wrap('one two three four', 10)).toEqual(['one two ', 'three four']);
  });
});
