import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { createSink, packLine, unpackLine } from '../../src/sessions/packed-line.ts';
import { randomOutput, seededRandom } from './grids.ts';
import { feed, screenOf } from './kit.ts';
import { seen } from './seen.ts';

test('a packed line shows what the terminal showed, with the fast reading and without', async () => {
  const random = seededRandom(5);
  const terminal = new headless.Terminal({ cols: 40, rows: 12, allowProposedApi: true });
  const cell = terminal.buffer.active.getNullCell();
  for (let round = 0; round < 40; round += 1) {
    // A cell with a link beside one of the same colours without it.
    const output = round === 0 ? '\x1b]8;;x:y\x1b\\a\x1b7b\x1b]8;;\x1b\\\x1b[0m\x1b8c' : randomOutput(random, 40);
    await new Promise<void>((resolve) => terminal.write(output, resolve));
    for (let row = 0; row < 12; row += 1) {
      const line = terminal.buffer.active.getLine(terminal.buffer.active.baseY + row);
      if (line === undefined) throw new Error('no line');
      const slow = { length: line.length, isWrapped: line.isWrapped, getCell: line.getCell.bind(line) } as typeof line;
      const wanted = Array.from({ length: 40 }, (_, col) => seen(line.getCell(col)));
      for (const source of [line, slow]) {
        const sink = createSink(4);
        packLine(source, cell, sink);
        const unpacked = unpackLine(sink.bytes, 0, sink.length, false);
        expect(Array.from({ length: 40 }, (_, col) => seen(unpacked.getCell(col)))).toEqual(wanted);
      }
    }
  }
});

test('every line that left the screen is there, oldest first, up to the limit', async () => {
  const screen = screenOf({ cols: 20, rows: 5, scrollback: 3_000 });
  for (let line = 0; line < 5_000; line += 50)
    await feed(screen, Array.from({ length: 50 }, (_, n) => `line ${line + n}\r\n`).join(''));
  const texts = Array.from(
    { length: screen.history.length },
    (_, index) => screen.history.line(index)?.translateToString(true) ?? '',
  );
  expect(texts.length).toBeGreaterThanOrEqual(3_000);
  expect(texts.length).toBeLessThan(4_000);
  expect(texts).toEqual(Array.from({ length: texts.length }, (_, n) => `line ${5_000 - 4 - texts.length + n}`));
});

test('a flood in one write loses no line, whatever the width', async () => {
  for (const cols of [2, 20, 200]) {
    const screen = screenOf({ cols, rows: 5, scrollback: 10_000 });
    await feed(screen, Array.from({ length: 3_000 }, (_, n) => `${n % 10}\n\r`).join(''));
    expect(screen.history.length).toBe(3_000 + 1 - 5);
  }
});

test('a session that erases its scrollback erases all of it', async () => {
  const screen = screenOf({ cols: 20, rows: 5, scrollback: 3_000 });
  await feed(screen, 'line\r\n'.repeat(1_000));
  expect(screen.history.length).toBeGreaterThan(900);
  await feed(screen, '\x1b[3J');
  expect(screen.history.length).toBe(0);
});

test('a resize neither loses nor repeats a line', async () => {
  const screen = screenOf({ cols: 20, rows: 5, scrollback: 3_000 });
  await feed(screen, Array.from({ length: 1_000 }, (_, n) => `${n}\r\n`).join(''));
  for (const rows of [40, 3, 24]) {
    screen.resize({ cols: 30, rows });
    const above = Array.from(
      { length: screen.history.length },
      (_, n) => screen.history.line(n)?.translateToString(true) ?? '',
    );
    const all = [...above, ...screen.rows()].filter((text) => text !== '');
    expect(all).toEqual(Array.from({ length: 1_000 }, (_, n) => String(n)));
  }
});

test('ten thousand full lines of 200 columns take two megabytes and not twenty-four', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const screen = screenOf({ cols: 200, rows: 50, scrollback: 10_000 });
  const line = 'abcdefghij'.repeat(20);
  for (let round = 0; round < 210; round += 1) await feed(screen, `${line}\r\n`.repeat(50));
  expect(screen.history.length).toBeGreaterThanOrEqual(10_000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * 1024 * 1024);
});
