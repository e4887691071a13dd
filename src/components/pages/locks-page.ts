/** Who holds which project, for which task, since when and by which fence. */
import { freeProjects, type LockRow, lockRows } from '../../state/selectors-locks.ts';
import { innerSize, type Rect } from '../layout.ts';
import type { Span } from '../line.tsx';
import { type PaneContent, type PaneLine, windowAround } from '../Pane.tsx';
import { SELECTED } from '../theme.ts';
import type { DashboardView } from '../view.ts';
import { chosenRow, type Page, type PageView } from './page.ts';

export const locksPage: Page = {
  content: (view, rect) => locksContent(view, rect),
  rows: (view) => rowsOf(view).map(({ project }) => project),
  wish: null,
};

export const chosenLock = (view: PageView): LockRow | null => {
  const rows = rowsOf(view);
  const chosen = chosenRow(view, locksPage.rows(view));
  return rows.find(({ project }) => project === chosen) ?? null;
};

const rowsOf = ({ world, now, ui }: PageView): readonly LockRow[] => lockRows(world, now, ui.filter);

const locksContent = (view: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const locks = rowsOf(view);
  const chosen = chosenLock(view);
  return {
    title: `Locks · ${locks.length} held · ${freeProjects(view.world)} free`,
    tone: 'plain',
    filter: view.ui.filter,
    lines:
      chosen === null
        ? [{ spans: [{ text: 'No project is locked.', tone: 'quiet' }] }]
        : [
            { spans: columns(HEAD, cols).map((span) => ({ ...span, tone: 'quiet' as const })) },
            ...windowAround(
              locks.map((lock) => [lockLine(lock, lock.project === chosen.project, cols)]),
              locks.findIndex(({ project }) => project === chosen.project),
              rows - 1,
            ),
          ],
  };
};

const HEAD = ['', 'project', 'worker', 'task', 'fence', 'door', 'held', 'heard', 'in line'] as const;

const lockLine = (lock: LockRow, isChosen: boolean, cols: number): PaneLine => ({
  target: { kind: 'row', row: lock.project },
  spans: columns(
    [
      isChosen ? SELECTED : '',
      lock.project,
      `${lock.holder}`,
      lock.task,
      `${lock.fence}`,
      lock.door,
      lock.held,
      lock.renewed,
      lock.stale ?? lock.line,
    ],
    cols,
  ).map((span) => ({ ...span, tone: lock.stale !== null ? 'warn' : isChosen ? 'strong' : 'plain' })),
});

/** Narrow terminals lose the columns at the end. */
const columns = (texts: readonly string[], cols: number): readonly Span[] => {
  const widths = [2, Math.max(16, cols - 81), 8, 10, 8, 14, 7, 6, 26];
  return texts.map((text, index) => ({ text, cells: widths[index] ?? 0 }));
};
