/** All workers, a line or two each: number, state, project, task, tier, context, cost, age, and what each does now. */
import { type WorkerRow, workerRows } from '../state/selectors-workers.ts';
import { plural } from '../state/selectors-figures.ts';
import type { Line } from './line.tsx';
import { innerSize, type Rect, workerLines } from './layout.ts';
import { Pane, type PaneContent, type PaneLine, windowAround } from './Pane.tsx';
import { SELECTED, STATE_MARKS, type Tone } from './theme.ts';
import type { DashboardView } from './view.ts';

export const WorkersPane = ({ view, rect }: { readonly view: DashboardView; readonly rect: Rect }) => (
  <Pane rect={rect} isFocused={view.ui.focus === 'workers'} content={workersContent(view, rect)} />
);

export const workersContent = ({ world, ui, now, bodyRows }: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const shown = workerRows(world, now, ui.filter);
  const twoLines = cols >= TWO_LINE_COLS && workerLines(bodyRows, shown.length) === 2;
  const lines = shown.map((row): readonly PaneLine[] => {
    const selected = row.number === ui.worker;
    const target = { kind: 'worker' as const, worker: row.number };
    const first = { spans: rowSpans(row, columnsOf(cols), selected, !twoLines), target };
    return twoLines ? [first, { spans: doingSpans(row), target }] : [first];
  });
  const calling = shown.filter((row) => row.needsHuman).length;
  return {
    title: calling === 0 ? 'Workers' : `! Workers · ${plural(calling, 'needs', 'need')} you`,
    tone: calling === 0 ? 'plain' : 'alarm',
    filter: ui.filter,
    lines:
      shown.length === 0
        ? [{ spans: [{ text: ui.filter === '' ? 'No workers yet.' : 'No worker matches the filter.', tone: 'quiet' }] }]
        : [
            { spans: headSpans(columnsOf(cols)) },
            ...windowAround(
              lines,
              shown.findIndex((row) => row.number === ui.worker),
              rows - 1,
            ),
          ],
  };
};

/** From here the second line has room for what the worker does. */
const TWO_LINE_COLS = 60;
const WORD_CELLS = 10;
const DOING_INDENT = 6;

interface Columns {
  readonly project: number;
  readonly task: number;
  readonly tier: number;
  readonly context: number;
  readonly cost: number;
  readonly age: number;
}

/** Narrow panes lose cost, then tier, then context; what is left belongs to the task. */
const columnsOf = (cols: number): Columns => {
  const project = cols >= 66 ? 14 : 11;
  const tier = cols >= 56 ? 8 : 0;
  const context = cols >= 48 ? 5 : 0;
  const cost = cols >= 66 ? 8 : 0;
  const age = 4;
  const fixed = 2 + 3 + 2 + WORD_CELLS + 1 + project + 1 + tier + context + cost + age;
  return { project, tier, context, cost, age, task: Math.max(4, cols - fixed) };
};

const headSpans = (columns: Columns): Line =>
  [
    { text: '', cells: 2 },
    { text: '#', cells: 3 },
    { text: '', cells: 2 },
    { text: 'state', cells: WORD_CELLS + 1 },
    { text: 'project', cells: columns.project + 1 },
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
    { text: `${row.number}`, cells: 3, tone },
    { text: mark.glyph, cells: 2, tone: mark.tone },
    { text: row.word, cells: WORD_CELLS, tone: mark.tone },
    { text: '', cells: 1 },
    { text: row.project, cells: columns.project, tone },
    { text: '', cells: 1 },
    { text: taskText(row, withDoing), cells: columns.task - 1, tone },
    { text: '', cells: 1 },
    { text: row.tier, cells: columns.tier, tone },
    { text: row.context, cells: columns.context, tone, align: 'right' },
    { text: row.cost, cells: columns.cost, tone, align: 'right' },
    { text: row.age, cells: columns.age, tone, align: 'right' },
  ];
};

const taskText = (row: WorkerRow, withDoing: boolean): string => {
  const task = row.task === '-' ? '' : row.task;
  return [task, withDoing && row.doing !== '' ? row.doing : row.title].filter((part) => part !== '').join(' ') || '-';
};

const doingSpans = (row: WorkerRow): Line => [
  { text: '', cells: DOING_INDENT + 1 },
  { text: row.doing, tone: row.needsHuman ? STATE_MARKS[row.state].tone : 'quiet' },
];
