/** The queue of questions for the human, the chosen one with its card; quiet when it is empty, loud when it is not. */
import { currentDecision, type DecisionRow, decisionRows } from '../state/selectors-decisions.ts';
import { cardLines } from './decision-card.ts';
import { innerSize, type Rect } from './layout.ts';
import type { Line } from './line.tsx';
import { Pane, type PaneContent, type PaneLine, windowAround } from './Pane.tsx';
import { rehearsalEndLines } from './rehearsal-end.ts';
import { SELECTED } from './theme.ts';
import type { DashboardView } from './view.ts';

export const DecisionsPane = ({ view, rect }: { readonly view: DashboardView; readonly rect: Rect }) => (
  <Pane rect={rect} isFocused={view.ui.focus === 'decisions'} content={decisionsContent(view, innerSize(rect))} />
);

/** The pane's lines for its inner size; with endless rows, all that it would show. */
export const decisionsContent = (
  { world, ui, now }: DashboardView,
  { cols, rows }: { readonly cols: number; readonly rows: number },
): PaneContent => {
  const shown = decisionRows(world, now, ui.filter);
  if (shown.length === 0) {
    const text = ui.filter === '' ? 'Nothing waits for you.' : 'No decision matches the filter.';
    const end = ui.filter === '' ? rehearsalEndLines({ world, now }, cols) : [];
    const lines = [[{ text, tone: 'quiet' as const }], ...end].map((spans) => ({ spans }));
    return { title: 'Decisions', tone: 'plain', filter: ui.filter, lines };
  }
  const current = currentDecision(world, ui.decision?.id ?? null, ui.filter);
  const chosen = Math.max(
    0,
    shown.findIndex((row) => row.id === current?.id),
  );
  const row = shown[chosen];
  const card = row === undefined ? [] : cardOf(row, cols, rows);
  const others = shown.map((other, index) =>
    index === chosen ? headAndCard(other, card, cols) : [headLine(other, false, cols)],
  );
  return {
    title: `! Decisions · ${shown.reduce((sum, { also }) => sum + 1 + also.length, 0)} waiting`,
    tone: 'warn',
    filter: ui.filter,
    lines: card.length + shown.length + 1 <= rows ? others.flat() : windowed(shown, chosen, card, { cols, rows }),
  };
};

/** Whether the whole card of the decision is in the pane: what is approved was seen. */
export const isCardWhole = (
  { decision, also }: Pick<DecisionRow, 'decision' | 'also'>,
  { cols, rows }: { readonly cols: number; readonly rows: number },
): boolean => cardLines(decision, cols - CARD_INDENT, also).length + HEAD_AND_KEYS <= rows;

const CARD_INDENT = 2;
/** The line above the card and the one below it. */
const HEAD_AND_KEYS = 2;

const cardOf = (row: DecisionRow, cols: number, rows: number): readonly PaneLine[] => {
  const target = { kind: 'decision' as const, decision: row.id };
  const lines = cardLines(row.decision, cols - CARD_INDENT, row.also).map((spans) => ({
    spans: [{ text: '', cells: CARD_INDENT }, ...spans],
    target,
  }));
  const isWhole = lines.length + HEAD_AND_KEYS <= rows;
  const shown = isWhole ? lines : lines.slice(0, Math.max(0, rows - HEAD_AND_KEYS - 1));
  const hidden = lines.length - shown.length;
  return [
    ...shown,
    ...(isWhole ? [] : [{ spans: [{ text: `  … ${hidden} more lines: y shows all`, tone: 'warn' as const }], target }]),
    { spans: KEY_HINT, target },
  ];
};

const KEY_HINT: Line = [
  { text: '', cells: 4 },
  { text: 'y', tone: 'strong' },
  { text: ' approve  ', tone: 'quiet' },
  { text: 'n', tone: 'strong' },
  { text: ' deny', tone: 'quiet' },
];

const headAndCard = (row: DecisionRow, card: readonly PaneLine[], cols: number): readonly PaneLine[] => [
  headLine(row, true, cols),
  ...card,
];

const AGE_CELLS = 5;

const headLine = (row: DecisionRow, isChosen: boolean, cols: number): PaneLine => {
  const project = Math.min(16, Math.max(0, Math.floor(cols * 0.35)));
  return {
    target: { kind: 'decision', decision: row.id },
    spans: [
      { text: isChosen ? SELECTED : '', cells: 2, tone: 'accent' },
      { text: row.blocking ? '!' : '·', cells: 2, tone: row.blocking ? 'warn' : 'quiet' },
      {
        // The chosen one has its card below; the others have room for little.
        text: `${row.worker ?? row.asker} ${row.verb}${times(row)}${isChosen ? '' : `: ${row.gist}`}`,
        cells: Math.max(0, cols - 4 - project - AGE_CELLS),
        tone: isChosen ? 'strong' : 'plain',
      },
      { text: row.project, cells: project, tone: 'quiet', align: 'right' },
      { text: row.age, cells: AGE_CELLS, tone: 'quiet', align: 'right' },
    ],
  };
};

const times = ({ also }: DecisionRow): string => (also.length === 0 ? '' : ` ×${also.length + 1}`);

/** Too much for the pane: the chosen one with its card first, then as many heads as fit. */
const windowed = (
  shown: readonly DecisionRow[],
  chosen: number,
  card: readonly PaneLine[],
  { cols, rows }: { readonly cols: number; readonly rows: number },
): readonly PaneLine[] => {
  const row = shown[chosen];
  if (row === undefined) return [];
  const own = headAndCard(row, card, cols).slice(0, rows);
  const heads = shown.filter((_, index) => index !== chosen).map((other) => [headLine(other, false, cols)]);
  const room = rows - own.length;
  if (room <= 0 || heads.length === 0) return own;
  return [...own, ...windowAround(heads, 0, room)];
};
