import { expect, test } from 'vitest';
import { createLooking } from '../../src/sessions/looking.ts';
import { createPainter } from '../../src/sessions/painter.ts';
import { expectSafe } from './grids.ts';
import { feed, screenOf } from './kit.ts';

const ROWS = 5;
const RECTANGLE = { top: 0, left: 0, cols: 20, rows: ROWS };

const numbered = async () => {
  const screen = screenOf({ cols: 20, rows: ROWS, scrollback: 2_000 });
  for (let line = 0; line < 1_000; line += 50)
    await feed(screen, Array.from({ length: 50 }, (_, n) => `line ${line + n}\r\n`).join(''));
  return screen;
};

test('what is looked at stays in place while lines come below it', async () => {
  const screen = await numbered();
  const looking = createLooking(screen);
  looking.look({ kind: 'scroll', lines: 600 }, ROWS);
  const before = looking.look({ kind: 'copy' }, ROWS).text;
  expect(before).toBe('line 396\nline 397\nline 398\nline 399\nline 400');
  await feed(screen, 'more\r\n'.repeat(200));
  expect(looking.look({ kind: 'copy' }, ROWS).text).toBe(before);
  expect(looking.look({ kind: 'live' }, ROWS).above).toBe(0);
});

test('it stops at both ends', async () => {
  const looking = createLooking(await numbered());
  expect(looking.look({ kind: 'scroll', lines: Number.MAX_SAFE_INTEGER }, ROWS)).toMatchObject({
    above: 996,
    total: 996,
  });
  expect(looking.look({ kind: 'copy' }, ROWS).text).toContain('line 0\n');
  expect(looking.look({ kind: 'scroll', lines: Number.MIN_SAFE_INTEGER }, ROWS).above).toBe(0);
});

test('a search goes from one line to the next that holds the text, whatever the case, and says when there is none', async () => {
  const looking = createLooking(await numbered());
  for (const wanted of ['line 977', 'line 877', 'line 779']) {
    expect(looking.look({ kind: 'search', text: 'LINE', isUp: true }, ROWS).found).toBe(true);
    expect(looking.look({ kind: 'search', text: wanted, isUp: true }, ROWS).found).toBe(true);
    expect(looking.look({ kind: 'copy' }, ROWS).text).toContain(wanted);
    expect(looking.marked(ROWS)).toBe(2);
  }
  expect(looking.look({ kind: 'search', text: 'line 877', isUp: false }, ROWS).found).toBe(true);
  expect(looking.look({ kind: 'search', text: 'nowhere', isUp: true }, ROWS).found).toBe(false);
});

test('the painter shows the lines above, the found one inverted, and hides the cursor', async () => {
  const screen = await numbered();
  const looking = createLooking(screen);
  looking.look({ kind: 'search', text: 'line 500', isUp: true }, ROWS);
  const painter = createPainter();
  painter.paint(screen, RECTANGLE);
  const bytes = painter.paint(screen, RECTANGLE, { above: looking.above(), marked: looking.marked(ROWS) });
  expectSafe(bytes);
  expect(bytes).toContain('\x1b[?25l\x1b[?2026l');
  expect(bytes).toContain('\x1b[7m');
  expect(bytes).toMatch(/500/);
});

test('a text that was copied holds nothing but what was to be seen', async () => {
  const screen = screenOf({ cols: 20, rows: ROWS });
  await feed(screen, 'a\u202eb\u200bc\r\nfolded text over the edge of it');
  expect(createLooking(screen).look({ kind: 'copy' }, ROWS).text).toBe('abc\nfolded text over the edge of it');
});
