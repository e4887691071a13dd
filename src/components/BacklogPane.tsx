/** Open tasks, most urgent first, each with what keeps it from being started; at the end, why nothing or what is given out. */
import { visibleWidth } from '../domain/visible.ts';
import { backlogView, type TaskRow } from '../state/selectors-backlog.ts';
import { plural } from '../state/selectors-figures.ts';
import { dispatchText } from '../state/selectors-tasks.ts';
import { innerSize, type Rect } from './layout.ts';
import { wrap } from './line.tsx';
import { Pane, type PaneContent, type PaneLine, windowAround } from './Pane.tsx';
import { PRIORITY_MARKS, SELECTED } from './theme.ts';
import type { DashboardView } from './view.ts';

export const BacklogPane = ({ view, rect }: { readonly view: DashboardView; readonly rect: Rect }) => (
  <Pane rect={rect} isFocused={view.ui.focus === 'backlog'} content={backlogContent(view, rect)} />
);

export const backlogContent = ({ world, ui, now }: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const { rows: tasks, ready, open } = backlogView(world, ui.filter);
  const columns = columnsOf(tasks, cols);
  const tail = tailLines(dispatchText(world, now), cols, rows);
  return {
    title: `Backlog · ${ready} ready · ${open} open`,
    tone: 'plain',
    filter: ui.filter,
    lines: [
      ...(tasks.length === 0
        ? wrap(emptyText(ui.filter, open), cols).map((text) => ({ spans: [{ text, tone: 'quiet' as const }] }))
        : windowAround(
            tasks.map((task) => [taskLine(task, task.id === ui.task, columns)]),
            tasks.findIndex((task) => task.id === ui.task),
            rows - tail.length,
          )),
      ...tail,
    ],
  };
};

/** Ideas are open, and no row of this pane. */
const emptyText = (filter: string, open: number): string => {
  if (filter !== '') return 'No task matches the filter.';
  return open === 0 ? 'No open task. t adds one.' : `No task but ${plural(open, 'idea')}: b shows them.`;
};

/** A pane of few rows is better filled with tasks: `b` shows the answer as well. */
const TAIL_FROM_ROWS = 4;
const WHOLE_TAIL_FROM_ROWS = 8;

const tailLines = (text: string, cols: number, rows: number): readonly PaneLine[] => {
  if (rows < TAIL_FROM_ROWS) return [];
  const lines = rows < WHOLE_TAIL_FROM_ROWS ? [text] : wrap(text, cols);
  return lines.map((line) => ({ spans: [{ text: line, tone: 'quiet' }] }));
};

interface Columns {
  readonly title: number;
  readonly project: number;
  readonly blocked: number;
}

/** As wide as what is in them, within limits; the title has the rest. */
const columnsOf = (tasks: readonly TaskRow[], cols: number): Columns => {
  const widest = (text: (task: TaskRow) => string, most: number): number =>
    tasks.reduce((width, task) => Math.max(width, Math.min(visibleWidth(text(task), most), most)), 0);
  const project = widest((task) => task.project, Math.floor(cols * 0.25));
  const blocked = widest(standing, Math.floor(cols * 0.3));
  return { title: Math.max(4, cols - MARKS_CELLS - project - blocked - 2), project, blocked };
};

/** The mark of the chosen row and the glyph of the priority. */
const MARKS_CELLS = 4;

const standing = (task: TaskRow): string => task.blocked ?? 'ready';

const taskLine = (task: TaskRow, isChosen: boolean, columns: Columns): PaneLine => {
  const mark = PRIORITY_MARKS[task.priority];
  const isFree = task.blocked === null;
  return {
    target: { kind: 'task', task: task.id },
    spans: [
      { text: isChosen ? SELECTED : '', cells: 2, tone: 'accent' },
      { text: mark.glyph, cells: 2, tone: mark.tone },
      {
        text: `${task.id} ${task.title}`,
        cells: columns.title,
        tone: isChosen ? 'strong' : isFree ? 'plain' : 'quiet',
      },
      { text: '', cells: 1 },
      { text: task.project, cells: columns.project, tone: 'quiet' },
      { text: '', cells: 1 },
      { text: standing(task), cells: columns.blocked, tone: isFree ? 'good' : 'quiet' },
    ],
  };
};
