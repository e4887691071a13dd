/** Open tasks, most urgent first, each with what keeps it from being started. */
import { backlogView, type TaskRow } from '../state/selectors-backlog.ts';
import { innerSize, type Rect } from './layout.ts';
import { Pane, type PaneContent, type PaneLine, windowAround } from './Pane.tsx';
import { PRIORITY_MARKS, SELECTED } from './theme.ts';
import type { DashboardView } from './view.ts';

export const BacklogPane = ({ view, rect }: { readonly view: DashboardView; readonly rect: Rect }) => (
  <Pane rect={rect} isFocused={view.ui.focus === 'backlog'} content={backlogContent(view, rect)} />
);

export const backlogContent = ({ world, ui }: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const { rows: tasks, ready, open } = backlogView(world, ui.filter);
  const empty = ui.filter === '' ? 'No task is ready. BACKLOG.md is where they go.' : 'No task matches the filter.';
  return {
    title: `Backlog · ${ready} ready · ${open} open`,
    tone: 'plain',
    filter: ui.filter,
    lines:
      tasks.length === 0
        ? [{ spans: [{ text: empty, tone: 'quiet' }] }]
        : windowAround(
            tasks.map((task) => [taskLine(task, task.id === ui.task, cols)]),
            tasks.findIndex((task) => task.id === ui.task),
            rows,
          ),
  };
};

const taskLine = (task: TaskRow, isChosen: boolean, cols: number): PaneLine => {
  const mark = PRIORITY_MARKS[task.priority];
  const blocked = Math.min(17, Math.floor(cols * 0.32));
  const project = cols >= 56 ? 14 : 11;
  return {
    target: { kind: 'task', task: task.id },
    spans: [
      { text: isChosen ? SELECTED : '', cells: 2, tone: 'accent' },
      { text: mark.glyph, cells: 2, tone: mark.tone },
      {
        text: `${task.id} ${task.title}`,
        cells: Math.max(0, cols - 4 - project - blocked - 2),
        tone: isChosen ? 'strong' : task.blocked === null ? 'plain' : 'quiet',
      },
      { text: '', cells: 1 },
      { text: task.project, cells: project, tone: 'quiet' },
      { text: '', cells: 1 },
      { text: task.blocked ?? 'ready', cells: blocked, tone: task.blocked === null ? 'good' : 'quiet' },
    ],
  };
};
