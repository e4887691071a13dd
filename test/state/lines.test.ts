import { expect, test } from 'vitest';
import { insertLines, linesIn, spliceText } from '../../src/state/lines.ts';
import { markdownSoup } from '../kit/markdown-soup.ts';
import { seeded } from '../kit/random.ts';

test('lines and their terminators add up to the text, byte for byte', () => {
  for (let seed = 1; seed <= 1000; seed += 1) {
    const text = markdownSoup(seeded(seed));
    const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    const joined = [...linesIn(text)].map((line) => line.text + text.slice(line.end, line.next));
    expect(bom + joined.join(''), `seed ${seed}`).toBe(text);
  }
});

test('splices apply in any order and refuse to overlap', () => {
  const splices = [
    { start: 4, end: 5, text: 'E' },
    { start: 0, end: 1, text: 'A' },
    { start: 2, end: 2, text: '-' },
  ];
  expect(spliceText('abcde', splices)).toBe('Ab-cdE');
  expect(() =>
    spliceText('abc', [
      { start: 0, end: 2, text: '' },
      { start: 1, end: 3, text: '' },
    ]),
  ).toThrow(RangeError);
});

test.each([
  ['in the file’s own line ending', 'a\r\nb\r\n', 3, 'a\r\nx\r\nb\r\n'],
  ['behind a last line without terminator, which stays without', 'a\nb', 3, 'a\nb\nx'],
  ['into an empty text', '', 0, 'x\n'],
  ['behind a lone byte order mark', '\uFEFF', 1, '\uFEFFx\n'],
])('a line is inserted %s', (_, text, offset, expected) => {
  expect(spliceText(text, [insertLines(text, offset, ['x'])])).toBe(expected);
});
