import { describe, expect, it } from 'vitest';
import { type Layout, layoutOf, PANES, paneAt, type Rect, type Wishes } from '../../src/components/layout.ts';

const wishes: Wishes = {
  banner: false,
  barLines: 0,
  focus: 'workers',
  lower: 'preview',
  workers: 4,
  decisionLines: 7,
  healthLines: 1,
};

const rectsOf = (layout: Layout): readonly Rect[] => [
  layout.header,
  ...(layout.banner === null ? [] : [layout.banner]),
  ...layout.panes.map(({ rect }) => rect),
  ...(layout.bar === null ? [] : [layout.bar]),
  ...(layout.activity === null ? [] : [layout.activity]),
  layout.footer,
];

describe('layoutOf', () => {
  it('gives every cell to one thing and no more, at every size and wish', () => {
    const wrong: string[] = [];
    for (let cols = 40; cols <= 200; cols += 8) {
      for (let rows = 10; rows <= 70; rows += 3) {
        for (const barLines of [0, 1, 9]) {
          for (const workers of [1, 4, 64]) {
            for (const decisionLines of [1, 7, 200]) {
              for (const focus of PANES) {
                const banner = barLines > 0;
                const wished = { ...wishes, barLines, banner, workers, decisionLines, focus };
                const layout = layoutOf({ cols, rows }, wished);
                const cells = rectsOf(layout).reduce((sum, { width, height }) => sum + width * height, 0);
                const isInside = rectsOf(layout).every(
                  ({ left, top, width, height }) => left + width <= cols && top + height <= rows,
                );
                if (cells !== cols * rows || !isInside)
                  wrong.push(
                    `${cols}x${rows} ${JSON.stringify({ barLines, workers, decisionLines, focus })} ${cells - cols * rows}`,
                  );
              }
            }
          }
        }
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it.each([
    [120, 40, 'wide', ['workers', 'preview', 'decisions', 'backlog', 'health']],
    [80, 24, 'stacked', ['workers', 'decisions', 'preview']],
    [59, 24, 'single', ['workers']],
    [39, 24, 'too-small', []],
    [120, 9, 'too-small', []],
  ] as const)('arranges %ix%i as %s', (cols, rows, arrangement, panes) => {
    const layout = layoutOf({ cols, rows }, wishes);
    expect(layout.arrangement).toBe(arrangement);
    expect(layout.panes.map(({ name }) => name)).toEqual(panes);
  });

  it('knows which pane and line the pointer is on', () => {
    const layout = layoutOf({ cols: 120, rows: 40 }, wishes);
    expect(paneAt(layout, { col: 3, row: 1 })).toMatchObject({ name: 'workers', line: -1 });
    expect(paneAt(layout, { col: 3, row: 3 })).toMatchObject({ name: 'workers', line: 1 });
    expect(paneAt(layout, { col: 119, row: 2 })).toMatchObject({ name: 'decisions', line: 0 });
    expect(paneAt(layout, { col: 3, row: 0 })).toBeNull();
  });
});
