import { expect, it } from 'vitest';
import { gridTiles } from '../../src/components/grid.ts';
import { initialUi } from '../../src/components/ui-state.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { dashboards } from '../kit/dashboards.ts';
import { aPreview } from '../kit/preview.ts';
import { aWorker, aWorld, NOON_MS } from '../kit/world.ts';

const dashboard = dashboards();

const crowd = (count: number) =>
  aWorld({ workers: Array.from({ length: count }, (_, index) => aWorker(index + 1, { state: WORKING })) });
const WORKING = { kind: 'working', since: NOON_MS, evidence: 'hook PreToolUse' } as const;

const showAll = (robot: ReturnType<typeof dashboard>): void => {
  for (const screen of robot.client.screens) {
    if (!screen.isClosed) screen.show(aPreview(`the screen of ${screen.request.worker}`));
  }
};

const openScreens = (robot: ReturnType<typeof dashboard>): readonly number[] =>
  robot.client.screens.filter(({ isClosed }) => !isClosed).map(({ request }) => request.worker);

const body = { left: 0, top: 1, width: 120, height: 36 };
const tilesOf = (workers: number, chosen: number, area = body, isZoomed = false) =>
  gridTiles(
    {
      world: crowd(workers),
      ui: { ...initialUi, page: 'grid', worker: workerNumber(chosen), isZoomed },
      now: NOON_MS,
    },
    area,
  );

it.each([1, 2, 3, 4])('tiles of %i workers cover each other nowhere and stay inside', (workers) => {
  const tiles = tilesOf(workers, 1);
  expect(tiles.map(({ worker }) => worker)).toEqual(Array.from({ length: workers }, (_, index) => index + 1));
  const cells = new Set<string>();
  for (const { rect } of tiles) {
    for (let row = rect.top; row < rect.top + rect.height; row += 1) {
      for (let col = rect.left; col < rect.left + rect.width; col += 1) {
        expect(cells.has(`${row} ${col}`)).toBe(false);
        cells.add(`${row} ${col}`);
        expect(row >= 1 && row < 37 && col < 120).toBe(true);
      }
    }
  }
  if (workers !== 3) expect(cells.size).toBe(120 * 36);
});

it('the chosen worker is among them, and alone when zoomed or where only one has room', () => {
  expect(tilesOf(64, 30).map(({ worker }) => worker)).toEqual([29, 30, 31, 32]);
  expect(tilesOf(64, 30, body, true)).toEqual([{ worker: 30, rect: body }]);
  expect(tilesOf(64, 30, { ...body, width: 50, height: 12 }).map(({ worker }) => worker)).toEqual([30]);
});

it('g shows four live screens, and back their views are closed', async () => {
  const robot = dashboard({ cols: 120, rows: 40, world: crowd(6) });
  await robot.shows('NAV');
  robot.press('g');
  await robot.shows('zoom');
  expect(openScreens(robot)).toEqual([1, 2, 3, 4]);
  showAll(robot);
  await robot.shows('the screen of 1', 'the screen of 2', 'the screen of 3', 'the screen of 4');
  robot.press('g');
  await robot.shows('Backlog');
  await robot.lacks('the screen of 2');
  expect(openScreens(robot)).toEqual([1]);
});

it('a screen that changes is painted in its tile without a commit of Ink', async () => {
  const robot = dashboard({ cols: 120, rows: 40, world: crowd(4) });
  robot.press('g');
  await robot.shows('zoom');
  showAll(robot);
  await robot.shows('the screen of 4');
  const written = robot.screen.bytes().length;
  robot.client.screens.filter(({ isClosed }) => !isClosed)[3]?.show(aPreview('FOURTH'));
  await robot.shows('FOURTH');
  expect(robot.screen.bytes().length - written).toBeLessThan(200);
});

it('arrows, Tab and the pointer choose a tile; beyond the last one come the next four', async () => {
  const robot = dashboard({ cols: 120, rows: 40, world: crowd(6) });
  robot.press('g');
  await robot.shows('╭▸1 ·');
  robot.press('\x1b[C');
  await robot.shows('╭▸2 ·');
  robot.press('\x1b[B');
  await robot.shows('╭▸4 ·');
  robot.press('\t');
  await robot.shows('╭▸5 ·');
  expect(openScreens(robot)).toEqual([5, 6]);
  robot.press('\x1b[<0;100;10M');
  await robot.shows('╭▸6 ·');
  robot.press('\t');
  await robot.shows('╭▸1 ·');
});

it('z shows the chosen one alone, and leads back to where it came from', async () => {
  const robot = dashboard({ cols: 120, rows: 40, world: crowd(4) });
  robot.press('gz');
  await robot.lacks('╭ 2 ·');
  expect(openScreens(robot)).toEqual([1]);
  robot.press('z');
  await robot.shows('╭▸1 ·', '╭ 2 ·');
  robot.press('g');
  await robot.shows('Backlog');
  robot.press('z');
  await robot.lacks('Backlog');
  robot.press('z');
  await robot.shows('Backlog');
});

it('Enter attaches to the chosen tile, whatever pane had the focus before', async () => {
  const robot = dashboard({ cols: 120, rows: 40, world: crowd(4) });
  await robot.shows('NAV');
  robot.press('\tg');
  await robot.shows('╭▸1 ·');
  robot.press('\x1b[C');
  await robot.shows('╭▸2 ·');
  robot.press('\r');
  expect(await robot.ended).toEqual({ kind: 'attach', worker: 2 });
});
