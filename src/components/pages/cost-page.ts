/** What the models cost: bars for days, tiers, projects, workers and the dearest tasks, and what the tiers saved. */
import { type CostRow, type CostView, costView } from '../../state/selectors-cost.ts';
import { innerSize, type Rect } from '../layout.ts';
import { type PaneContent, type PaneLine, sentence, windowAround } from '../Pane.tsx';
import { SELECTED } from '../theme.ts';
import type { DashboardView } from '../view.ts';
import { chosenRow, type Page } from './page.ts';

/** More dear tasks than these are asked of `gaffer cost --top`. */
const TASKS = 20;

export const costPage: Page = {
  content: (view, rect) => content(view, rect),
  rows: (view) => viewOf(view)?.rows.map(({ id }) => id) ?? [],
  wish: (view) => ({
    name: 'cost',
    query: { since: null, tasks: TASKS },
    version: JSON.stringify([view.world.spend, Object.keys(view.world.usage)]),
  }),
};

const viewOf = ({ world, ui }: DashboardView): CostView | null => {
  const { cost } = ui.reports;
  return cost?.kind === 'there' ? costView(world, cost.answer, ui.filter) : null;
};

const content = (view: DashboardView, rect: Rect): PaneContent => {
  const cost = viewOf(view);
  const base = { tone: 'plain' as const, filter: view.ui.filter };
  if (cost === null) {
    const { cost: asked } = view.ui.reports;
    const text = asked?.kind === 'problem' ? asked.text : 'Asking the ledger…';
    return {
      ...base,
      title: 'Cost',
      lines: [{ spans: [{ text, tone: asked?.kind === 'problem' ? 'alarm' : 'quiet' }] }],
    };
  }
  const { cols, rows } = innerSize(rect);
  const head: readonly PaneLine[] = [
    ...cost.notes.flatMap(({ text, isUrgent }) =>
      sentence(isUrgent ? `! ${text}` : text, cols, isUrgent ? 'warn' : 'plain'),
    ),
    ...sentence(cost.assumption, cols, 'quiet'),
  ];
  if (cost.rows.length === 0) {
    const text = view.ui.filter === '' ? 'No model was asked for anything yet.' : 'Nothing fits the filter.';
    return { ...base, title: `Cost · ${cost.title}`, lines: [...head, { spans: [{ text, tone: 'quiet' }] }] };
  }
  const chosen = chosenRow(
    view,
    cost.rows.map(({ id }) => id),
  );
  return {
    ...base,
    title: `Cost · ${cost.title}`,
    lines: [
      ...head,
      ...windowAround(
        cost.rows.map((row, index) => [
          ...(row.section === cost.rows[index - 1]?.section ? [] : [headOf(row, cols)]),
          rowLine(row, row.id === chosen, cols),
        ]),
        cost.rows.findIndex(({ id }) => id === chosen),
        rows - head.length,
      ),
    ],
  };
};

const CELLS = { mark: 2, cost: 10, saved: 7, tokens: 8, requests: 9 } as const;
const FIXED = CELLS.mark + CELLS.cost + CELLS.saved + CELLS.tokens + CELLS.requests;
const NAME_CELLS = 22;
const LEAST_BAR = 6;

const headOf = ({ section }: CostRow, cols: number): PaneLine => ({
  spans: columns(['', section, 'cost', 'saved', 'tokens', 'requests', ''], cols).map((span) => ({
    ...span,
    tone: 'quiet' as const,
  })),
});

const rowLine = (row: CostRow, isChosen: boolean, cols: number): PaneLine => ({
  target: { kind: 'row', row: row.id },
  spans: columns(
    [
      isChosen ? SELECTED : '',
      row.name,
      row.cost,
      row.saved,
      row.tokens,
      `${row.requests}`,
      bar(row.share, barCells(cols)),
    ],
    cols,
  ).map((span, index) => ({
    ...span,
    tone: index === 6 ? ('accent' as const) : isChosen ? ('strong' as const) : ('plain' as const),
  })),
});

const columns = (texts: readonly string[], cols: number) => {
  const name = Math.max(8, Math.min(NAME_CELLS, cols - FIXED - LEAST_BAR));
  const widths = [CELLS.mark, name, CELLS.cost, CELLS.saved, CELLS.tokens, CELLS.requests, barCells(cols)];
  return texts.map((text, index) => ({ text, cells: widths[index] ?? 0 }));
};

const barCells = (cols: number): number => Math.max(0, cols - FIXED - NAME_CELLS);

/** What is not nothing has at least one cell. */
const bar = (share: number, cells: number): string =>
  share <= 0 || cells <= 0 ? '' : '█'.repeat(Math.max(1, Math.round(share * cells)));
