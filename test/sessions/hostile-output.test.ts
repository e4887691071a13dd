import { StringDecoder } from 'node:string_decoder';
import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import type { Rectangle } from '../../src/sessions/painted.ts';
import { createPainter } from '../../src/sessions/painter.ts';
import { previewOf } from '../../src/sessions/preview.ts';
import { isTerminalReply } from '../../src/sessions/reply.ts';
import { expectSafe } from './grids.ts';
import { HOSTILE_OUTPUT } from './hostile-output.ts';
import { feed, screenOf } from './kit.ts';

const SIZE = { cols: 40, rows: 12 };
const OUTER = { cols: 60, rows: 20 };
const RECTANGLE: Rectangle = { top: 3, left: 7, ...SIZE };

/** A screen that was given the bytes in these pieces, decoded as a pseudo-terminal decodes them. */
const shown = async (pieces: readonly Buffer[]) => {
  const screen = screenOf(SIZE);
  const decoder = new StringDecoder('utf8');
  await feed(screen, 'before\r\n', ...pieces.map((piece) => decoder.write(piece)));
  return screen;
};

const SAFE_TEXT = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*$/u;
/** Of this thread's own time, however busy the machine is. */
const TAKES_MS = 100;

test('there are at least 150 of them, each another one', () => {
  expect(new Set(HOSTILE_OUTPUT.map(([, bytes]) => bytes.toString('hex'))).size).toBeGreaterThanOrEqual(150);
});

test.for(HOSTILE_OUTPUT)('%s leaves the outer terminal, its modes and other panes alone', async ([, bytes]) => {
  const before = process.threadCpuUsage();
  const screen = await shown([bytes]);
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(TAKES_MS);

  // Attached: only text, colours and moves come out, and no cell outside the rectangle changes.
  const outer = new headless.Terminal({ ...OUTER, allowProposedApi: true, scrollback: 0 });
  const write = (text: string) => new Promise<void>((resolve) => outer.write(text, resolve));
  await write(Array.from({ length: OUTER.rows }, (_, row) => `\x1b[${row + 1};1H${'#'.repeat(OUTER.cols)}`).join(''));
  const modes = { ...outer.modes };
  const replies: string[] = [];
  outer.onData((reply) => replies.push(reply));
  const titles: string[] = [];
  outer.onTitleChange((title) => titles.push(title));
  const painter = createPainter();
  const painted = painter.paint(screen, RECTANGLE);
  expectSafe(painted);
  await write(painted);
  expect({ ...outer.modes }).toEqual(modes);
  expect([replies, titles]).toEqual([[], []]);
  for (let row = 0; row < OUTER.rows; row += 1) {
    const line = outer.buffer.active.getLine(row)?.translateToString() ?? '';
    const inside = row >= RECTANGLE.top && row < RECTANGLE.top + RECTANGLE.rows;
    expect(inside ? line.slice(0, RECTANGLE.left) : line, `row ${row}`).toMatch(/^#+$/);
    if (inside)
      expect(line.trimEnd().slice(-(OUTER.cols - RECTANGLE.left - RECTANGLE.cols)), `row ${row}`).toMatch(/^#+$/);
  }

  // In the dashboard's preview: text without anything that moves, hides or reorders.
  for (const runs of previewOf(screen, SIZE.cols, SIZE.rows).rows)
    for (const run of runs) expect(run.text).toMatch(SAFE_TEXT);

  // Replies go to that session, and hold nothing that it chose.
  for (const reply of screen.sent) {
    expect(isTerminalReply(reply), JSON.stringify(reply)).toBe(true);
    expect(reply).not.toMatch(/rm -rf|evil|544e/);
  }

  // Whole, byte by byte, and split everywhere: the same picture.
  const whole = createPainter().paint(screen, RECTANGLE);
  const splits = bytes.length > 64 ? [1, bytes.length >> 1, bytes.length - 1] : [...bytes.keys()].slice(1);
  const pieces = [
    [...bytes].map((byte) => Buffer.of(byte)),
    ...splits.map((at) => [bytes.subarray(0, at), bytes.subarray(at)]),
  ];
  for (const cut of pieces) expect(createPainter().paint(await shown(cut), RECTANGLE)).toBe(whole);

  // Nothing that it left behind outlives a reset.
  await feed(screen, '\x18\x1bcOK');
  expect(screen.rows()[0]).toBe('OK');
});
