import { expect, test } from 'vitest';
import { previewOf } from '../../src/sessions/preview.ts';
import { feed, screenOf } from './kit.ts';

const textOf = (rows: ReturnType<typeof previewOf>['rows']): readonly string[] =>
  rows.map((runs) => runs.map(({ text }) => text).join(''));

test('shows the last rows that hold something, cropped to the width', async () => {
  const screen = screenOf({ cols: 20, rows: 8 });
  await feed(screen, 'one\r\ntwo\r\nthree is longer\r\nfour\x1b[?25l');
  const { rows, cursor } = previewOf(screen, 7, 3);
  expect(textOf(rows)).toEqual(['two', 'three i', 'four']);
  expect(cursor).toBeNull();
});

test('the cursor is told in rows of the preview', async () => {
  const screen = screenOf({ cols: 20, rows: 8 });
  await feed(screen, 'one\r\ntwo\r\nthree\r\n> ');
  expect(previewOf(screen, 20, 2).cursor).toEqual({ row: 1, col: 2 });
});

test('equally styled cells are one run, with colours as numbers, hex, or none', async () => {
  const screen = screenOf({ cols: 30, rows: 2 });
  await feed(screen, 'plain\x1b[1;31mred\x1b[0;48;2;1;2;255mtrue\x1b[0;7;3minv\x1b[0;2;4mdim\x1b[?25l');
  const plain = { fg: null, bg: null, bold: false, dim: false, italic: false, underline: false, inverse: false };
  expect(previewOf(screen, 30, 2).rows).toEqual([
    [
      { ...plain, text: 'plain' },
      { ...plain, text: 'red', fg: 1, bold: true },
      { ...plain, text: 'true', bg: '#0102ff' },
      { ...plain, text: 'inv', inverse: true, italic: true },
      { ...plain, text: 'dim', dim: true, underline: true },
    ],
  ]);
});

test('text is safe to print, whatever the session printed', async () => {
  const screen = screenOf({ cols: 30, rows: 3 });
  await feed(screen, 'a\u202eb\x1b]0;title\x07\x1b]52;c;eA==\x07 👨‍👩 \x85c\x1b[8mhidden');
  const text = textOf(previewOf(screen, 30, 3).rows).join('\n');
  expect(text).not.toMatch(/[\p{Cf}\u202e]/u);
  expect(text).not.toContain('hidden');
});

test('a wide character cut by the edge is a blank', async () => {
  const screen = screenOf({ cols: 30, rows: 3 });
  await feed(screen, '日本語x\x1b[?25l');
  expect(textOf(previewOf(screen, 5, 3).rows)).toEqual(['日本']);
});

test('an empty screen has no rows but the cursor\u2019s', () => {
  expect(previewOf(screenOf(), 10, 3)).toEqual({ cols: 10, rows: [[]], cursor: { row: 0, col: 0 } });
});
