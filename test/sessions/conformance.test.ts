import { readFileSync } from 'node:fs';
import unicode from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { describe, expect, test } from 'vitest';
import type { Rectangle } from '../../src/sessions/painted.ts';
import { createPainter } from '../../src/sessions/painter.ts';
import { CONFORMANCE, STYLES } from './conformance.ts';
import { feed, screenOf } from './kit.ts';

const SIZE = { cols: 20, rows: 10 } as const;
const RECTANGLE: Rectangle = { top: 2, left: 3, ...SIZE };

/** What stands on the outer terminal once a session has printed this in its attached pane. */
const attached = async (output: string) => {
  const screen = screenOf(SIZE);
  await feed(screen, output);
  const outer = new headless.Terminal({ cols: 30, rows: 14, allowProposedApi: true, scrollback: 0 });
  outer.loadAddon(new unicode.Unicode11Addon());
  outer.unicode.activeVersion = '11';
  await new Promise<void>((resolve) => outer.write(createPainter().paint(screen, RECTANGLE), resolve));
  const { active } = outer.buffer;
  const rows = Array.from({ length: SIZE.rows }, (_, row) =>
    (active.getLine(RECTANGLE.top + row)?.translateToString(false, RECTANGLE.left, RECTANGLE.left + SIZE.cols) ?? '')
      .trimEnd()
      .replaceAll('\0', ' '),
  );
  return {
    rows: rows.slice(0, rows.findLastIndex((row) => row !== '') + 1),
    cursor: [active.cursorY - RECTANGLE.top, active.cursorX - RECTANGLE.left],
    cell: active.getLine(RECTANGLE.top)?.getCell(RECTANGLE.left),
    sent: screen.sent.join(''),
  };
};

const withoutBlankEnd = (rows: readonly string[]): readonly string[] =>
  rows.slice(0, rows.findLastIndex((row) => row !== '') + 1);

describe.each([...new Set(CONFORMANCE.map(({ group }) => group))])('%s', (group) => {
  test.each(CONFORMANCE.filter((each) => each.group === group))('$name', async ({ output, rows, cursor, reply }) => {
    const shown = await attached(output);
    expect(shown.rows).toEqual(withoutBlankEnd(rows));
    if (cursor !== undefined) expect(shown.cursor).toEqual(cursor);
    if (reply !== undefined) expect(shown.sent).toBe(reply);
  });
});

test.each(STYLES)('style: $name', async ({ output, style }) => {
  const { cell } = await attached(output);
  for (const [asked, wanted] of Object.entries(style)) {
    const found: unknown = Reflect.get(cell ?? {}, asked)?.call(cell);
    expect([asked, typeof wanted === 'boolean' ? Boolean(found) : found]).toEqual([asked, wanted]);
  }
});

test('the page on terminals names each group of checks with their number', () => {
  const page = readFileSync(new URL('../../docs/terminal.md', import.meta.url), 'utf8');
  for (const group of new Set(CONFORMANCE.map((each) => each.group))) {
    const cases = CONFORMANCE.filter((each) => each.group === group);
    expect(page).toContain(`| ${group} (${cases.length}) | ${cases.map(({ name }) => name).join(', ')} |`);
  }
  expect(page).toContain(`| styles (${STYLES.length}) |`);
});
