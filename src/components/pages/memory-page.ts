/** The notes of memory: the hottest first, or what the filter finds; the chosen one with its text and why it lies there. */
import type { MemoryReport, MemoryReportRow } from '../../domain/memory/report.ts';
import { plural } from '../../state/selectors-figures.ts';
import { innerSize, type Rect } from '../layout.ts';
import { type PaneContent, type PaneLine, sentence, windowAround } from '../Pane.tsx';
import { SELECTED, type Tone } from '../theme.ts';
import type { DashboardView } from '../view.ts';
import { chosenRow, type Page } from './page.ts';

/** More rows than anybody reads down; the filter finds the rest. */
const SHOWN = 200;
const TEXT_LINES = 8;
const INDENT = 4;

export const memoryPage: Page = {
  content: (view, rect) => content(view, rect),
  rows: (view) => rowsOf(view).map(({ id }) => id),
  wish: ({ world, ui }) => ({ name: 'memory', query: { text: ui.filter, limit: SHOWN }, version: world.memory }),
};

export const chosenNote = (view: DashboardView): MemoryReportRow | null => {
  const rows = rowsOf(view);
  const chosen = chosenRow(
    view,
    rows.map(({ id }) => id),
  );
  return rows.find(({ id }) => id === chosen) ?? null;
};

const reportOf = ({ ui }: DashboardView): MemoryReport | null =>
  ui.reports.memory?.kind === 'there' ? ui.reports.memory.answer : null;

const rowsOf = (view: DashboardView): readonly MemoryReportRow[] => reportOf(view)?.rows ?? [];

const content = (view: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const report = reportOf(view);
  const chosen = chosenNote(view);
  const state = view.ui.reports.memory;
  const empty =
    state?.kind === 'problem'
      ? state.text
      : report === null
        ? 'Asking for the notes.'
        : view.ui.filter === ''
          ? 'Memory is empty. Write a note with: gaffer memory add'
          : 'Nothing in memory is like that.';
  return {
    title:
      report === null
        ? 'Memory'
        : `Memory · ${plural(report.total, 'note')} · hot ${report.hotTokens} of ${report.hotBudget} tokens`,
    tone: 'plain',
    filter: view.ui.filter,
    lines:
      chosen === null
        ? [{ spans: [{ text: empty, tone: 'quiet' }] }]
        : windowAround(
            rowsOf(view).map((row) =>
              row.id === chosen.id ? [line(row, true, cols), ...details(row, cols)] : [line(row, false, cols)],
            ),
            rowsOf(view).findIndex(({ id }) => id === chosen.id),
            rows,
          ),
  };
};

const line = (row: MemoryReportRow, isChosen: boolean, cols: number): PaneLine => ({
  target: { kind: 'row', row: row.id },
  spans: [
    { text: isChosen ? SELECTED : '', cells: 2 },
    { text: row.id, cells: 7 },
    { text: `${row.tier}${row.pinned ? ' pin' : ''}`, cells: 9 },
    { text: row.score.total.toFixed(0), cells: 5 },
    { text: row.project ?? '-', cells: 18 },
    { text: row.title, cells: Math.max(10, cols - 41) },
  ].map((span) => ({ ...span, tone: row.problem !== null ? 'warn' : isChosen ? 'strong' : 'plain' })),
});

const details = (row: MemoryReportRow, cols: number): readonly PaneLine[] => {
  const indented = (text: string, tone: Tone): readonly PaneLine[] =>
    sentence(text, cols - INDENT, tone).map(({ spans }) => ({ spans: [{ text: '', cells: INDENT }, ...spans] }));
  return [
    ...row.text
      .split('\n')
      .flatMap((text) => indented(text, 'plain'))
      .slice(0, TEXT_LINES),
    ...indented(
      `${row.because}; ${row.score.parts.map(({ what, points }) => `${points} ${what}`).join(', ')}`,
      'quiet',
    ),
    ...indented(row.file, 'quiet'),
    ...(row.problem === null ? [] : indented(row.problem, 'warn')),
  ];
};
