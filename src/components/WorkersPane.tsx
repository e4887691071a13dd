/** All workers, a line or two each: number, state, project, task, tier, context, cost, age, and what each does now. */
import { visibleWidth } from '../domain/visible.ts';
import { type WorkerRow, workerRows } from '../state/selectors-workers.ts';
import { innerSize, type Rect } from './layout.ts';
import type { Line } from './line.tsx';
import { Pane, type PaneContent, type PaneLine, windowAround } from './Pane.tsx';
import { SELECTED, STATE_MARKS, type Tone } from './theme.ts';
import type { DashboardView } from './view.ts';

export const WorkersPane = ({ view, rect }: { readonly view: DashboardView; readonly rect: Rect }) => (
  <Pane rect={rect} isFocused={view.ui.focus === 'workers'} content={workersContent(view, rect)} />
);

export const workersContent = ({ world, ui, now }: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const shown = workerRows(world, now, ui.filter);
  const twoLines = cols >= TWO_LINE_COLS && rows > 2 * shown.length;
  const columns = columnsOf(shown, cols);
  const lines = shown.map((row): readonly PaneLine[] => {
    const selected = row.number === ui.worker;
    const target = { kind: 'worker' as const, worker: row.number };
    const first = { spans: rowSpans(row, columns, selected, !twoLines), target };
    return twoLines ? [first, { spans: doingSpans(row), target }] : [first];
  });
  const calling = shown.filter((row) => row.needsHuman).map((row) => row.number);
  return {
    title: calling.length === 0 ? 'Workers' : `! Workers · ${callText(calling)}`,
    tone: calling.length === 0 ? 'plain' : 'alarm',
    filter: ui.filter,
    lines:
      shown.length === 0
        ? [{ spans: [{ text: ui.filter === '' ? 'No workers yet.' : 'No worker matches the filter.', tone: 'quiet' }] }]
        : [
            { spans: headSpans(columns) },
            ...windowAround(
              lines,
              shown.findIndex((row) => row.number === ui.worker),
              rows - 1,
            ),
          ],
  };
};

/** By number, as the row may be out of sight; many are only counted. */
const callText = (numbers: readonly number[]): string => {
  if (numbers.length > MAX_NAMED) return `${numbers.length} need you`;
  return `${numbers.join(', ')} ${numbers.length === 1 ? 'needs' : 'need'} you`;
};

const MAX_NAMED = 4;

/** From here the second line has room for what the worker does. */
const TWO_LINE_COLS = 60;
const DOING_INDENT = 6;

interface Columns {
  readonly number: number;
  readonly word: number;
  readonly project: number;
  readonly task: number;
  readonly tier: number;
  readonly context: number;
  readonly cost: number;
  readonly age: number;
}

/** Columns as wide as what is in them, within limits. Narrow panes lose cost, then tier, then context; the task has the rest. */
const columnsOf = (rows: readonly WorkerRow[], cols: number): Columns => {
  const widest = (text: (row: WorkerRow) => string, least: number, most: number): number =>
    rows.reduce((width, row) => Math.max(width, Math.min(visibleWidth(text(row), most), most)), least);
  const columns = {
    number: widest((row) => `${row.number}`, 1, 2) + 1,
    word: widest((row) => row.word, 5, 10) + 1,
    project: widest((row) => row.project, 7, Math.max(10, Math.floor(cols * 0.22))) + 1,
    tier: cols >= 56 ? widest((row) => row.tier, 4, 8) : 0,
    context: cols >= 48 ? 5 : 0,
    cost: cols >= 62 ? widest((row) => row.cost, 4, 8) + 2 : 0,
    age: 4,
  };
  const fixed = Object.values(columns).reduce((sum, width) => sum + width, MARKS_CELLS);
  return { ...columns, task: Math.max(4, cols - fixed) };
};

/** The mark of the chosen row and the glyph of the state. */
const MARKS_CELLS = 4;

const headSpans = (columns: Columns): Line =>
  [
    { text: '', cells: 2 },
    { text: '#', cells: columns.number },
    { text: '', cells: 2 },
    { text: 'state', cells: columns.word },
    { text: 'project', cells: columns.project },
    { text: 'task', cells: columns.task },
    { text: 'tier', cells: columns.tier },
    { text: 'ctx', cells: columns.context, align: 'right' as const },
    { text: 'cost', cells: columns.cost, align: 'right' as const },
    { text: 'age', cells: columns.age, align: 'right' as const },
  ].map((span) => ({ ...span, tone: 'quiet' as const }));

const rowSpans = (row: WorkerRow, columns: Columns, selected: boolean, withDoing: boolean): Line => {
  const mark = STATE_MARKS[row.state];
  const tone: Tone = selected ? 'strong' : row.state === 'off' ? 'quiet' : 'plain';
  return [
    { text: selected ? SELECTED : '', cells: 2, tone: 'accent' },
    { text: `${row.number}`, cells: columns.number, tone },
    { text: mark.glyph, cells: 2, tone: mark.tone },
    ...cell(row.word, columns.word, mark.tone),
    ...cell(row.project, columns.project, tone),
    ...cell(taskText(row, withDoing), columns.task, tone),
    { text: row.tier, cells: columns.tier, tone },
    { text: row.context, cells: columns.context, tone, align: 'right' },
    { text: row.cost, cells: columns.cost, tone, align: 'right' },
    { text: row.age, cells: columns.age, tone, align: 'right' },
  ];
};

/** A text with a space behind it. */
const cell = (text: string, cells: number, tone: Tone): Line => [
  { text, cells: cells - 1, tone },
  { text: '', cells: 1 },
];

const taskText = (row: WorkerRow, withDoing: boolean): string => {
  const task = row.task === '-' ? '' : row.task;
  return [task, withDoing && row.doing !== '' ? row.doing : row.title].filter((part) => part !== '').join(' ') || '-';
};

const doingSpans = (row: WorkerRow): Line => [
  { text: '', cells: DOING_INDENT },
  { text: row.doing, tone: row.needsHuman ? STATE_MARKS[row.state].tone : 'quiet' },
];
