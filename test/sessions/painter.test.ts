import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { printable } from '../../src/sessions/cells.ts';
import type { Rectangle } from '../../src/sessions/painted.ts';
import { createPainter } from '../../src/sessions/painter.ts';
import type { Screen } from '../../src/sessions/screen.ts';
import { type Cell, cellsOf, expectSafe, randomOutput, seededRandom } from './grids.ts';
import { feed, screenOf } from './kit.ts';

const OUTER = { cols: 100, rows: 40 };
const RECTANGLE: Rectangle = { top: 3, left: 7, cols: 40, rows: 12 };

/** A terminal as a person has it, full of a pattern that nothing but the painter may change. */
const outerTerminal = async () => {
  const terminal = new headless.Terminal({ ...OUTER, allowProposedApi: true, scrollback: 0 });
  const { Unicode11Addon } = (await import('@xterm/addon-unicode11')).default;
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const write = (text: string) => new Promise<void>((resolve) => terminal.write(text, resolve));
  await write(Array.from({ length: OUTER.rows }, (_, row) => `\x1b[${row + 1};1H${'#'.repeat(OUTER.cols)}`).join(''));
  return { terminal, write };
};

/** What the rectangle should show of the screen, by a reading of the cells apart from the painter's. */
const wanted = (screen: Screen, { cols, rows }: Rectangle): readonly (readonly Cell[])[] =>
  cellsOf(screen.buffer, { top: screen.buffer.baseY, left: 0, cols, rows });

const expectShown = (outer: headless.Terminal, screen: Screen, rectangle: Rectangle): void => {
  expect(cellsOf(outer.buffer.active, rectangle)).toEqual(wanted(screen, rectangle));
  for (let row = 0; row < OUTER.rows; row += 1) {
    const line = outer.buffer.active.getLine(row)?.translateToString() ?? '';
    const inside = row >= rectangle.top && row < rectangle.top + rectangle.rows;
    expect(inside ? line.slice(0, rectangle.left) : line, `row ${row}`).toMatch(/^#+$/);
  }
};

const SAMPLES: Readonly<Record<string, string>> = {
  attributes: [1, 2, 3, 4, 5, 7, 8, 9, 53].map((code) => `\x1b[0;${code}mcode ${code}\r\n`).join(''),
  colours: `\x1b[31mred\x1b[92mbright\x1b[38;5;200mpalette\x1b[48;2;1;2;3mtrue\x1b[39mback\x1b[49m\x1b[7minverse\x1b[0m`,
  wide: '日本語\r\n日\x1b[2;2Hx\r\n\x1b[3;40H日\x1b[4;39H日',
  marks: 'e\u0301a\u0308\u0304 ก็ 각',
  emoji: '👍👍🏽👨‍👩‍👧❤️🇩🇪🫠x',
  background: '\x1b[44m\x1b[2J\x1b[3;3Htext\x1b[K\r\n\x1b[41m\x1b[1J',
  alternate: 'before\x1b[?1049h\x1b[5;5Hinside',
  margins: '\x1b[3;6r\x1b[6;1Hone\r\ntwo\r\nthree\x1b[?6h\x1b[1;1Htop\x1b[r',
  scrolled: Array.from({ length: 30 }, (_, n) => `line ${n}\r\n`).join(''),
  drawing: '\x1b(0lqqk\x1b(B┌──┐█▓',
};

test.for(Object.entries(SAMPLES))('the outer terminal shows %s cell for cell', async ([, output]) => {
  const screen = screenOf({ cols: 40, rows: 12 });
  const outer = await outerTerminal();
  const painter = createPainter();
  await feed(screen, output);
  const bytes = painter.paint(screen, RECTANGLE);
  expectSafe(bytes);
  await outer.write(bytes);
  expectShown(outer.terminal, screen, RECTANGLE);
});

test('frames after any output, in pieces of any size, keep the outer terminal equal to the screen', async () => {
  const random = seededRandom(7);
  for (let round = 0; round < 40; round += 1) {
    const screen = screenOf({ cols: 40, rows: 12 });
    const outer = await outerTerminal();
    const painter = createPainter();
    for (let frame = 0; frame < 12; frame += 1) {
      await feed(screen, randomOutput(random, 1 + random.below(60)));
      const bytes = painter.paint(screen, RECTANGLE);
      expectSafe(bytes);
      await outer.write(bytes);
      expectShown(outer.terminal, screen, RECTANGLE);
    }
  }
});

test('output fed whole, character by character, or split anywhere makes the same picture', async () => {
  const random = seededRandom(11);
  for (let round = 0; round < 30; round += 1) {
    const output = randomOutput(random, 40);
    const pictureOf = async (...parts: readonly string[]) => {
      const screen = screenOf({ cols: 40, rows: 12 });
      await feed(screen, ...parts);
      return createPainter().paint(screen, RECTANGLE);
    };
    const whole = await pictureOf(output);
    expect(await pictureOf(...output.split(''))).toBe(whole);
    for (let split = 0; split < 5; split += 1) {
      const at = random.below(output.length);
      expect(await pictureOf(output.slice(0, at), output.slice(at))).toBe(whole);
    }
  }
});

test('an unchanged screen costs no byte, and one changed cell costs few', async () => {
  const screen = screenOf({ cols: 40, rows: 12 });
  const painter = createPainter();
  await feed(screen, SAMPLES.scrolled ?? '');
  expect(painter.paint(screen, RECTANGLE)).not.toBe('');
  expect(painter.paint(screen, RECTANGLE)).toBe('');
  await feed(screen, '\x1b[0m');
  expect(painter.paint(screen, RECTANGLE)).toBe('');
  await feed(screen, 'x');
  expect(painter.paint(screen, RECTANGLE).length).toBeLessThan(70);
});

test('a cell whose link ends is painted again though its colours are the same', async () => {
  const screen = screenOf({ cols: 40, rows: 12 });
  const outer = await outerTerminal();
  const painter = createPainter();
  // Links are underlined; the saved colours come back, the link does not.
  for (const output of ['\x1b]8;;x:y\x1b\\ab\x1b7cd', '\x1b]8;;\x1b\\\x1b[0m\x1b8c']) {
    await feed(screen, output);
    await outer.write(painter.paint(screen, RECTANGLE));
    expectShown(outer.terminal, screen, RECTANGLE);
  }
});

test('a reset paints everything again', async () => {
  const screen = screenOf({ cols: 40, rows: 12 });
  const painter = createPainter();
  await feed(screen, 'hello');
  const first = painter.paint(screen, RECTANGLE);
  painter.reset();
  expect(painter.paint(screen, RECTANGLE)).toBe(first);
});

test('the cursor stands where the session has it, and is hidden when the session hides it', async () => {
  const screen = screenOf({ cols: 40, rows: 12 });
  const outer = await outerTerminal();
  const painter = createPainter();
  await feed(screen, '\x1b[5;9H');
  const bytes = painter.paint(screen, RECTANGLE);
  expect(bytes).toContain('\x1b[?25h');
  await outer.write(bytes);
  expect([outer.terminal.buffer.active.cursorY, outer.terminal.buffer.active.cursorX]).toEqual([3 + 4, 7 + 8]);
  await feed(screen, '\x1b[?25l');
  expect(painter.paint(screen, RECTANGLE)).not.toContain('\x1b[?25h');
  await feed(screen, '\x1bc');
  expect(painter.paint(screen, RECTANGLE)).toContain('\x1b[?25h');
});

test('a rectangle of another size than the screen shows the part with the cursor, and blanks around a small screen', async () => {
  const screen = screenOf({ cols: 40, rows: 12 });
  await feed(screen, Array.from({ length: 12 }, (_, n) => `\x1b[${n + 1};1Hrow ${n}`).join(''));
  const small = await outerTerminal();
  const rectangle = { top: 1, left: 2, cols: 5, rows: 3 };
  await small.write(createPainter().paint(screen, rectangle));
  expect(cellsOf(small.terminal.buffer.active, rectangle).map((row) => row.map(({ text }) => text).join(''))).toEqual([
    'row 9',
    'row 1',
    'row 1',
  ]);
  const large = await outerTerminal();
  const around = { top: 0, left: 0, cols: 60, rows: 20 };
  await large.write(createPainter().paint(screen, around));
  expect(large.terminal.buffer.active.getLine(19)?.translateToString().slice(0, 60)).toBe(' '.repeat(60));
});

test('controls, bidi, zero-width and tag characters in cells never reach the outer terminal', async () => {
  for (const code of [0x7f, 0x85, 0xad, 0x200b, 0x200d, 0x202e, 0x2066, 0x2028, 0xfe0f, 0xfeff, 0xe0041, 0xe0100]) {
    const screen = screenOf({ cols: 40, rows: 12 });
    await feed(screen, `a${String.fromCodePoint(code)}b`, `\x1b[2;1H${String.fromCodePoint(code)}c`);
    const bytes = createPainter().paint(screen, RECTANGLE);
    expectSafe(bytes);
    expect(bytes.includes(String.fromCodePoint(code)), code.toString(16)).toBe(false);
  }
});

test('a narrow character that was joined onto a wide one keeps both cells', () => {
  expect(printable('z\u200d', 2)).toBe('z ');
  expect(printable('日', 2)).toBe('日');
  expect(printable('z', 1)).toBe('z');
});
