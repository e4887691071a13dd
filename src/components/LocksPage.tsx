/** Who holds which project, for which task, since when and by which fence. */
import { freeProjects, type LockRow, lockRows } from '../state/selectors-locks.ts';
import { innerSize, type Rect } from './layout.ts';
import type { Span } from './line.tsx';
import { Pane, type PaneContent, type PaneLine, windowAround } from './Pane.tsx';
import { SELECTED } from './theme.ts';
import type { DashboardView } from './view.ts';

export const LocksPage = ({ view, rect }: { readonly view: DashboardView; readonly rect: Rect }) => (
  <Pane rect={rect} isFocused content={locksContent(view, rect)} />
);

export const locksContent = ({ world, ui, now }: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const locks = lockRows(world, now, ui.filter);
  const chosen = Math.max(
    0,
    locks.findIndex((lock) => lock.project === ui.lock),
  );
  return {
    title: `Locks · ${locks.length} held · ${freeProjects(world)} free`,
    tone: 'plain',
    filter: ui.filter,
    lines:
      locks.length === 0
        ? [{ spans: [{ text: 'No project is locked.', tone: 'quiet' }] }]
        : [
            { spans: columns(HEAD, cols).map((span) => ({ ...span, tone: 'quiet' as const })) },
            ...windowAround(
              locks.map((lock, index) => [lockLine(lock, index === chosen, cols)]),
              chosen,
              rows - 1,
            ),
          ],
  };
};

const HEAD = ['', 'project', 'worker', 'task', 'fence', 'door', 'held', 'heard', 'in line'] as const;

const lockLine = (lock: LockRow, isChosen: boolean, cols: number): PaneLine => ({
  target: { kind: 'lock', project: lock.project },
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
