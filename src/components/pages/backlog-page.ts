/** Every task with what it is at and waits for; below them the answer to why nothing, or what, is given out. */
import { type BacklogRow, dispatchText, neededByText, needsText, todayText } from '../../state/selectors-tasks.ts';
import { innerSize, type Rect } from '../layout.ts';
import type { Span } from '../line.tsx';
import { type PaneContent, type PaneLine, windowAround } from '../Pane.tsx';
import { PRIORITY_MARKS, SELECTED, type Tone } from '../theme.ts';
import type { DashboardView } from '../view.ts';
import { chosenTask, rowsOf } from './backlog-rows.ts';
import type { Page } from './page.ts';

export const backlogPage: Page = {
  content: (view, rect) => backlogContent(view, rect),
  rows: (view) => rowsOf(view).map(({ id }) => id),
  wish: null,
};

const backlogContent = (view: DashboardView, rect: Rect): PaneContent => {
  const { world, ui, now } = view;
  const { cols, rows } = innerSize(rect);
  const tasks = rowsOf(view);
  const chosen = chosenTask(view);
  const foot = footOf(view, chosen);
  return {
    title: `Backlog · ${countOf(tasks, 'ready')} ready · ${tasks.filter(({ kind }) => kind !== 'done').length} open · ${todayText(world, now)} · dispatch ${world.fleet.dispatch}`,
    tone: 'plain',
    filter: ui.filter,
    lines: [...padded(rowLines(tasks, chosen, cols, rows - foot.length, ui.filter), rows - foot.length), ...foot],
  };
};

const countOf = (tasks: readonly BacklogRow[], kind: BacklogRow['kind']): number =>
  tasks.filter((task) => task.kind === kind).length;

const rowLines = (
  tasks: readonly BacklogRow[],
  chosen: BacklogRow | null,
  cols: number,
  rows: number,
  filter: string,
): readonly PaneLine[] => {
  if (chosen === null) {
    const empty = filter === '' ? 'The backlog is empty. t adds a task.' : 'No task matches the filter.';
    return [{ spans: [{ text: empty, tone: 'quiet' }] }];
  }
  const at = tasks.findIndex(({ id }) => id === chosen.id);
  // Thousands of lines are not made to show twenty: what is far from the chosen one is only counted.
  const first = Math.max(0, at - rows);
  const near = tasks.slice(first, at + rows + 1);
  const head = columns(HEAD, cols).map((span) => ({ ...span, tone: 'quiet' as const }));
  const shown = windowAround(
    near.map((task) => [taskLine(task, task.id === chosen.id, cols)]),
    at - first,
    rows - 1,
  );
  return [{ spans: head }, ...counted(shown, tasks, near.length)];
};

/** The note on what lies above and below, over all tasks in place of the near ones alone. */
const counted = (shown: readonly PaneLine[], tasks: readonly BacklogRow[], near: number): readonly PaneLine[] => {
  if (near === tasks.length) return shown;
  const ids = shown.flatMap(({ target }) => (target?.kind === 'row' ? [target.row] : []));
  const above = tasks.findIndex(({ id }) => id === ids[0]);
  const below = tasks.length - above - ids.length;
  const note = [above > 0 ? `${above} above` : '', below > 0 ? `${below} below` : ''].filter((part) => part !== '');
  return [...shown.slice(0, -1), { spans: [{ text: `  … ${note.join(', ')}`, tone: 'quiet' }] }];
};

const footOf = ({ world, now }: DashboardView, chosen: BacklogRow | null): readonly PaneLine[] => {
  const about =
    chosen === null
      ? []
      : [needsText(world, chosen.id), neededByText(world, chosen.id)].filter((text) => text !== null);
  return [
    { spans: [{ text: about.join(' · '), tone: 'quiet' }] },
    { spans: [{ text: `Dispatch: ${dispatchText(world, now)}`, tone: 'accent' }] },
  ];
};

const padded = (lines: readonly PaneLine[], rows: number): readonly PaneLine[] => [
  ...lines.slice(0, rows),
  ...Array.from({ length: Math.max(0, rows - lines.length) }, () => ({ spans: [] })),
];

const HEAD = ['', '', 'task', 'project', 'tier', 'state'] as const;

const TONES: Readonly<Partial<Record<BacklogRow['kind'], Tone>>> = {
  ready: 'good',
  assigned: 'accent',
  failed: 'alarm',
  'no-project': 'warn',
};

const taskLine = (task: BacklogRow, isChosen: boolean, cols: number): PaneLine => {
  const [mark, priority, title, project, tier, state] = columns(
    [
      isChosen ? SELECTED : '',
      PRIORITY_MARKS[task.priority].glyph,
      `${task.id} ${task.title}`,
      task.project,
      task.tier,
      task.state,
    ],
    cols,
  );
  const tone: Tone = isChosen ? 'strong' : task.kind === 'done' || task.kind === 'idea' ? 'quiet' : 'plain';
  return {
    target: { kind: 'row', row: task.id },
    spans: [
      { ...mark, text: mark?.text ?? '', tone: 'accent' },
      { ...priority, text: priority?.text ?? '', tone: PRIORITY_MARKS[task.priority].tone },
      { ...title, text: title?.text ?? '', tone },
      { ...project, text: project?.text ?? '', tone: 'quiet' },
      { ...tier, text: tier?.text ?? '', tone: 'quiet' },
      { ...state, text: state?.text ?? '', tone: TONES[task.kind] ?? 'quiet' },
    ],
  };
};

/** The title has what the others leave; a narrow terminal gives up the tier first. */
const columns = (texts: readonly string[], cols: number): readonly Span[] => {
  const isNarrow = cols < 90;
  const [project, tier, state] = [isNarrow ? 15 : 19, isNarrow ? 0 : 10, isNarrow ? 21 : 35];
  const widths = [2, 2, Math.max(8, cols - 4 - project - tier - state), project, tier, state];
  // Whatever fills its column, the next one begins a cell later.
  return texts.map((text, index) => ({ text: index > TITLE_COLUMN ? ` ${text}` : text, cells: widths[index] ?? 0 }));
};

const TITLE_COLUMN = 2;
