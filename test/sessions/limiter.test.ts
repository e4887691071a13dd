import { expect, test } from 'vitest';
import { createLimiter, MAX_MARKS, MAX_STRING_CHARS } from '../../src/sessions/limiter.ts';
import { seededRandom } from './grids.ts';
import { feed, screenOf } from './kit.ts';

const limited = (...chunks: readonly string[]): string => chunks.map(createLimiter(() => 100)).join('');
const inBytes = (text: string): readonly string[] => text.split('');

const samples = [
  'plain text\r\nwith lines\t\b\x07',
  'colour \x1b[38;2;255;128;64mtext\x1b[0m \x1b[?1049h\x1b[2J\x1b[10;20H\x1b[?2026l',
  '\x1b]0;a title\x07after \x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\ \x1bP$qm\x1b\\ \x1b(0qqq\x1b(B',
  '\x9b31mC1 colour\x9dtitle\x07text \x90$qm\x9c',
  'e\u0301 日本語 👨‍👩‍👧 👍🏽 ❤️ 각 ก็ \x1b[99S',
  '\x1b[12\x18cancelled \x1b]0;cancelled\x18 text \x1b[3\x1b[4mtwice',
];

test('what keeps the limits passes unchanged, whole and character by character', () => {
  for (const sample of samples) {
    expect(limited(sample)).toBe(sample);
    expect(limited(...inBytes(sample))).toBe(sample);
  }
});

test('a control string is cut, and the text behind it is not', () => {
  for (const [begin, end] of [
    ['\x1b]0;', '\x07'],
    ['\x1bP', '\x1b\\'],
    ['\x9d', '\x9c'],
    ['\x1b_', '\x18'],
  ] as const) {
    const text = `${begin}${'x'.repeat(100_000)}${end}after`;
    const cut = limited(text);
    expect(cut.length).toBeLessThan(MAX_STRING_CHARS + 20);
    expect(cut.endsWith(`${end}after`)).toBe(true);
    expect(limited(...inBytes(text))).toBe(cut);
  }
});

test('a count that the parser would carry out one by one is cut to what can be seen', () => {
  expect(limited('a\x1b[2147483647Sb')).toBe('a\x1b[100Sb');
  expect(limited('a\x1b[21474', '83647', 'Sb')).toBe('a\x1b[100Sb');
  expect(limited('\x9b99999b')).toBe('\x9b100b');
  expect(limited('\x1b[99999C\x1b[99999;99999H')).toBe('\x1b[99999C\x1b[99999;99999H');
});

test('marks on one character are bounded, and counted anew for the next', () => {
  const zalgo = `e${'\u0301'.repeat(5000)}`;
  expect(limited(zalgo + zalgo)).toBe(`e${'\u0301'.repeat(MAX_MARKS)}`.repeat(2));
  expect(limited(`e${'\u{e0041}'.repeat(50)}x`)).toBe(`e${'\u{e0041}'.repeat(MAX_MARKS)}x`);
});

test('the quick look at a whole text finds what the look at each character finds', () => {
  const random = seededRandom(3);
  const letters = ['e', '日', '─', 'é', '🎉', '𠀀', '\x1b[31m', '\r\n'];
  const marks = ['\u0301', '\u20dd', '\u200d', '\u{e0041}', '\u{1d165}', 'ᅡ', 'ا'];
  const pick = (from: readonly string[]): string => from[random.below(from.length)] ?? '';
  let cut = 0;
  for (let round = 0; round < 400; round += 1) {
    const text = Array.from({ length: 1 + random.below(6) }, () => {
      const run = Array.from({ length: random.below(2 * MAX_MARKS) }, () => pick(marks)).join('');
      return pick(letters) + run + pick(letters);
    }).join('');
    const whole = limited(text);
    expect(whole, JSON.stringify(text)).toBe(limited(...text));
    if (whole !== text) cut += 1;
  }
  expect(cut).toBeGreaterThan(40);
});

test('no sequence keeps a screen busy for long', async () => {
  for (const bytes of [
    ...'LMSTIZb'.split('').flatMap((final) => [`x\x1b[2147483647${final}`, `x\x1b[21474\x0083647${final}`]),
    ...'@PXABCDEFGHJKdg'.split('').map((final) => `\x1b[2147483647${final}`),
    "\x1b[2147483647'}",
    '\x1b[2147483647 @',
    `\x1b[${'1;'.repeat(10_000)}m`,
    `\x1b[${'9'.repeat(10_000)}A`,
  ]) {
    const screen = screenOf({ cols: 200, rows: 50 });
    const startedAt = performance.now();
    await feed(screen, bytes, '\x18\x1bcOK');
    expect(performance.now() - startedAt, JSON.stringify(bytes.slice(0, 40))).toBeLessThan(2000);
    expect(screen.rows()[0], JSON.stringify(bytes.slice(0, 40))).toBe('OK');
  }
});

test('between costly sequences of one read the process has its turn', async () => {
  for (const bytes of ['\x1b[50S', '\x1bc', '\x1b#8']) {
    const screen = screenOf({ cols: 200, rows: 50 });
    let turns = 0;
    let isSettled = false;
    const count = (): void => {
      turns += 1;
      if (!isSettled) setImmediate(count);
    };
    setImmediate(count);
    await feed(screen, bytes.repeat(1_500));
    isSettled = true;
    expect(turns, JSON.stringify(bytes)).toBeGreaterThan(10);
  }
});
