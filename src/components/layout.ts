/** Where everything stands for a terminal's size: rectangles, so that drawing and clicking agree by construction. */

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** In the order in which Tab visits them. */
export const PANES = ['workers', 'decisions', 'preview', 'backlog', 'health'] as const;
export type PaneName = (typeof PANES)[number];

/** `wide`: all panes. `stacked`: workers, decisions and one more. `single`: the focused pane. */
export type Arrangement = 'too-small' | 'single' | 'stacked' | 'wide';

export interface Layout {
  readonly arrangement: Arrangement;
  readonly header: Rect;
  readonly banner: Rect | null;
  /** The area of all panes, which pages and overlays take over. */
  readonly body: Rect;
  readonly panes: readonly { readonly name: PaneName; readonly rect: Rect }[];
  /** Questions and drafts are put here. */
  readonly bar: Rect | null;
  readonly activity: Rect | null;
  readonly footer: Rect;
}

/** What the panes would like to have. */
export interface Wishes {
  readonly banner: boolean;
  /** Of a question or a draft; 0 for none. */
  readonly barLines: number;
  readonly focus: PaneName;
  /** The pane below workers and decisions. */
  readonly lower: PaneName;
  readonly workers: number;
  readonly decisionLines: number;
  readonly healthLines: number;
}

export const MIN_COLS = 40;
export const MIN_ROWS = 10;
/** Below these, only one pane is legible. */
const STACKED_COLS = 60;
const STACKED_ROWS = 18;
/** From here two columns of panes have room for their words. */
const WIDE_COLS = 100;
const WIDE_ROWS = 22;
/** With fewer rows the activity line gives way to the pane. */
const ACTIVITY_ROWS = 14;
const BORDERS = 2;
/** A pane with a title and one line. */
const MIN_PANE = 3;

const arrangementOf = ({ cols, rows }: Size): Arrangement => {
  if (cols < MIN_COLS || rows < MIN_ROWS) return 'too-small';
  if (cols < STACKED_COLS || rows < STACKED_ROWS) return 'single';
  return cols < WIDE_COLS || rows < WIDE_ROWS ? 'stacked' : 'wide';
};

/** Width of the decisions pane, which its text must know before its height is known. */
export const decisionsWidth = (size: Size): number =>
  arrangementOf(size) === 'wide' ? size.cols - leftWidth(size) : size.cols;

export const layoutOf = (size: Size, wishes: Wishes): Layout => {
  const { cols, rows } = size;
  const row = (top: number, height = 1): Rect => ({ left: 0, top, width: cols, height });
  const bodyTop = wishes.banner ? 2 : 1;
  const hasBar = wishes.barLines > 0;
  const bar = hasBar ? clamp(wishes.barLines + BORDERS, MIN_PANE, rows - bodyTop - MIN_PANE - 1) : 0;
  const below = (hasBar ? bar : rows >= ACTIVITY_ROWS ? 1 : 0) + 1;
  const body = row(bodyTop, Math.max(0, rows - bodyTop - below));
  const arrangement = arrangementOf(size);
  return {
    arrangement,
    header: row(0),
    banner: wishes.banner ? row(1) : null,
    body,
    panes: panesOf(arrangement, body, wishes, size),
    bar: hasBar ? row(rows - 1 - bar, bar) : null,
    activity: !hasBar && below === 2 ? row(rows - 2) : null,
    footer: row(rows - 1),
  };
};

/** What the pointer is on: a pane, and its line from 0 below the title; -1 on the title. */
export const paneAt = (
  layout: Layout,
  { col, row }: { readonly col: number; readonly row: number },
): { readonly name: PaneName; readonly rect: Rect; readonly line: number } | null => {
  const hit = layout.panes.find(({ rect }) => isIn(rect, { col, row }));
  return hit === undefined ? null : { ...hit, line: row - hit.rect.top - 1 };
};

export const isIn = (
  { left, top, width, height }: Rect,
  { col, row }: { readonly col: number; readonly row: number },
): boolean => col >= left && col < left + width && row >= top && row < top + height;

/** Where the inside of a pane begins. */
export const PANE_INSET = { left: 2, top: 1 } as const;

export const innerSize = (rect: Rect): Size => ({
  cols: Math.max(0, rect.width - 2 * BORDERS),
  rows: Math.max(0, rect.height - BORDERS),
});

/** Cells that a line of text over the whole body has. */
export const overlayCols = ({ cols }: Size): number => Math.max(1, cols - 2 * BORDERS);

/** Two lines for each worker where they take less than half of the body, else one. */
const workerLines = (rows: number, workers: number): 1 | 2 => (2 * workers + BORDERS + 1 <= rows / 2 ? 2 : 1);

const leftWidth = ({ cols }: Size): number => Math.floor(cols * 0.6);

const panesOf = (arrangement: Arrangement, body: Rect, wishes: Wishes, size: Size): Layout['panes'] => {
  switch (arrangement) {
    case 'too-small':
      return [];
    case 'single':
      return [{ name: wishes.focus, rect: body }];
    case 'stacked':
      return column(body, [
        ['workers', workersHeight(body, wishes, 1, 0.4)],
        ['decisions', clamp(wishes.decisionLines + BORDERS, MIN_PANE, Math.floor(body.height * 0.45))],
        [wishes.lower, body.height],
      ]);
    case 'wide': {
      const width = leftWidth(size);
      const left = { ...body, width };
      const right = { ...body, left: width, width: body.width - width };
      const health = clamp(wishes.healthLines + BORDERS, MIN_PANE, Math.max(MIN_PANE, Math.floor(body.height * 0.25)));
      const decisions = clamp(wishes.decisionLines + BORDERS, MIN_PANE, Math.floor(body.height * 0.6));
      return [
        ...column(left, [
          ['workers', workersHeight(body, wishes, workerLines(body.height, wishes.workers), 0.5)],
          ['preview', body.height],
        ]),
        ...column(right, [
          ['decisions', decisions],
          ['backlog', Math.max(MIN_PANE, body.height - decisions - health)],
          ['health', body.height],
        ]),
      ];
    }
  }
};

const workersHeight = (body: Rect, { workers }: Wishes, lines: number, share: number): number =>
  clamp(workers * lines + 1 + BORDERS, MIN_PANE + 1, Math.floor(body.height * share));

/** Stacks panes; one that would have no line is not shown, and the last that is shown takes what is left. */
const column = (area: Rect, wanted: readonly (readonly [PaneName, number])[]): Layout['panes'] => {
  const panes: { name: PaneName; rect: Rect }[] = [];
  let top = area.top;
  for (const [name, height] of wanted) {
    const taken = Math.min(height, area.top + area.height - top);
    if (taken >= MIN_PANE) panes.push({ name, rect: { ...area, top, height: taken } });
    top += taken;
  }
  const last = panes.pop();
  if (last !== undefined)
    panes.push({ ...last, rect: { ...last.rect, height: area.top + area.height - last.rect.top } });
  return panes;
};

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(value, Math.max(least, most)));
