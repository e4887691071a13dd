/**
 * Up to four live screens in place of the panes, with the chosen worker's among them. Which worker stands where follows
 * from the size, the filter and the choice alone, so that drawing, clicking and the arrows agree.
 */
import type { WorkerNumber } from '../domain/ids.ts';
import { workerRows } from '../state/selectors-workers.ts';
import type { Rect, Size } from './layout.ts';
import type { DashboardView } from './view.ts';

export interface Tile {
  readonly worker: WorkerNumber;
  readonly rect: Rect;
}

/** Screens beside and above each other, at most; more would be stamps. */
export const GRID_TILES = 4;
/** Below these, half of the area is no screen to look at. */
const TWO_COLUMNS = 60;
const TWO_ROWS = 14;

export const gridTiles = (view: DashboardView, body: Rect): readonly Tile[] => {
  const numbers = shownWorkers(view);
  const chosen = Math.max(0, view.ui.worker === null ? 0 : numbers.indexOf(view.ui.worker));
  if (view.ui.isZoomed) return numbers.slice(chosen, chosen + 1).map((worker) => ({ worker, rect: body }));
  const { cols, rows } = gridShape({ cols: body.width, rows: body.height }, numbers.length);
  const first = Math.floor(chosen / (cols * rows)) * cols * rows;
  return numbers
    .slice(first, first + cols * rows)
    .map((worker, place) => ({ worker, rect: cellOf(body, { cols, rows }, place) }));
};

/** The worker so many tiles to the right and down from the chosen one; the chosen one where the grid ends. */
export const workerBeside = (view: DashboardView, size: Size, right: number, down: number): WorkerNumber | null => {
  const numbers = shownWorkers(view);
  const at = view.ui.worker === null ? -1 : numbers.indexOf(view.ui.worker);
  const { cols } = view.ui.isZoomed ? { cols: 1 } : gridShape(size, numbers.length);
  return numbers[at === -1 ? 0 : at + right + down * cols] ?? view.ui.worker;
};

export const shownWorkers = ({ world, now, ui }: DashboardView): readonly WorkerNumber[] =>
  workerRows(world, now, ui.filter).map(({ number }) => number);

const gridShape = ({ cols, rows }: Size, workers: number): Size => {
  const across = cols >= TWO_COLUMNS && workers > 1 ? 2 : 1;
  return { cols: across, rows: rows >= TWO_ROWS && workers > across ? 2 : 1 };
};

const cellOf = ({ left, top, width, height }: Rect, shape: Size, place: number): Rect => {
  const col = place % shape.cols;
  const row = Math.floor(place / shape.cols);
  const from = (total: number, count: number, index: number): number => Math.floor((total * index) / count);
  return {
    left: left + from(width, shape.cols, col),
    top: top + from(height, shape.rows, row),
    width: from(width, shape.cols, col + 1) - from(width, shape.cols, col),
    height: from(height, shape.rows, row + 1) - from(height, shape.rows, row),
  };
};
