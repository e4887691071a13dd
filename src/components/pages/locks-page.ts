/** Who holds which project, for which task and how long yet; what looks left behind, and what others changed. */
import type { Leases } from '../../domain/locks/leases.ts';
import {
  agoText,
  freeProjects,
  type HoldRow,
  holdRows,
  type LockRow,
  lockRows,
  looseTouches,
} from '../../state/selectors-locks.ts';
import { innerSize, type Rect } from '../layout.ts';
import type { Span } from '../line.tsx';
import { type PaneContent, type PaneLine, windowAround } from '../Pane.tsx';
import { SELECTED } from '../theme.ts';
import type { DashboardView } from '../view.ts';
import { chosenRow, type Page } from './page.ts';

export const locksPage: Page = {
  content: (view, rect) => locksContent(view, rect),
  rows: (view) => rowsOf(view).map(({ project }) => project),
  // Every event may be a sign of a holder.
  wish: ({ world }) => ({ name: 'leases', query: {}, version: world.seq }),
};

export const chosenLock = (view: DashboardView): LockRow | HoldRow | null => {
  const rows = rowsOf(view);
  const chosen = chosenRow(view, locksPage.rows(view));
  return rows.find(({ project }) => project === chosen) ?? null;
};

const rowsOf = ({ world, now, ui }: DashboardView): readonly (LockRow | HoldRow)[] => [
  ...lockRows(world, now, ui.filter, leasesOf(ui)),
  ...holdRows(world, now, ui.filter),
];

const leasesOf = ({ reports }: DashboardView['ui']): Leases | null =>
  reports.leases?.kind === 'there' ? reports.leases.answer : null;

const locksContent = (view: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const locks = rowsOf(view);
  const chosen = chosenLock(view);
  const loose = looseTouches(view.world, view.now).slice(0, SHOWN_LOOSE);
  const below = loose.length === 0 ? [] : [quiet(''), quiet('Changed while free'), ...loose.map(quiet)];
  const left = locks.filter((row) => row.kind === 'lock' && row.stale !== null).length;
  return {
    title: `Locks · ${locks.length} held · ${freeProjects(view.world)} free${left === 0 ? '' : ` · ${left} left behind`}`,
    tone: 'plain',
    filter: view.ui.filter,
    lines: [
      ...(chosen === null
        ? [quiet('No project is locked.')]
        : [
            { spans: columns(HEAD, cols).map((span) => ({ ...span, tone: 'quiet' as const })) },
            ...windowAround(
              locks.map((row) =>
                row.kind === 'lock'
                  ? linesOf(row, row.project === chosen.project, cols)
                  : linesOfHold(row, row.project === chosen.project, cols),
              ),
              locks.findIndex(({ project }) => project === chosen.project),
              Math.max(MIN_ROWS, rows - 1 - below.length),
            ),
          ]),
      ...below,
    ],
  };
};

/** As many as leave room for the locks on the smallest terminal. */
const SHOWN_LOOSE = 3;
/** The chosen lock with its details. */
const MIN_ROWS = 5;

const HEAD = ['', 'project', 'worker', 'task', 'held', 'lease', 'in line', 'refused'] as const;

/** One line for each, and for the chosen one what there is to know of it. */
const linesOf = (lock: LockRow, isChosen: boolean, cols: number): readonly PaneLine[] => [
  lockLine(lock, isChosen, cols),
  ...(isChosen
    ? [
        quiet(`    fence ${lock.fence}, claimed by ${lock.door}; its worker was heard of ${agoText(lock.renewed)}`),
        ...(lock.lease === 'kept' ? [quiet('    it does not lapse while its worker waits for you')] : []),
      ]
    : []),
  ...(lock.stale === null ? [] : [warning(`    left behind: ${lock.stale}.${isChosen ? ' f releases it.' : ''}`)]),
  ...(lock.touch === null ? [] : [warning(`    ${lock.touch}`)]),
];

const linesOfHold = (hold: HoldRow, isChosen: boolean, cols: number): readonly PaneLine[] => [
  {
    target: { kind: 'row', row: hold.project },
    spans: columns(
      [isChosen ? SELECTED : '', hold.project, hold.run, 'deploy', hold.held, '-', hold.line, '-'],
      cols,
    ).map((span) => ({ ...span, tone: hold.touch !== null ? 'warn' : isChosen ? 'strong' : 'plain' })),
  },
  ...(isChosen
    ? [quiet(`    fence ${hold.fence}: ${hold.run} ships ${hold.ships}, ${hold.doing}; it ends with the run`)]
    : []),
  ...(hold.touch === null ? [] : [warning(`    ${hold.touch}`)]),
];

const lockLine = (lock: LockRow, isChosen: boolean, cols: number): PaneLine => ({
  target: { kind: 'row', row: lock.project },
  spans: columns(
    [
      isChosen ? SELECTED : '',
      lock.project,
      `${lock.holder}`,
      lock.task,
      lock.held,
      lock.lease,
      lock.line,
      lock.refused,
    ],
    cols,
  ).map((span) => ({
    ...span,
    tone: lock.stale !== null || lock.touch !== null ? 'warn' : isChosen ? 'strong' : 'plain',
  })),
});

const quiet = (text: string): PaneLine => ({ spans: [{ text, tone: 'quiet' }] });
const warning = (text: string): PaneLine => ({ spans: [{ text, tone: 'warn' }] });

/** Narrow terminals lose the columns at the end. */
const columns = (texts: readonly string[], cols: number): readonly Span[] => {
  const widths = [2, Math.max(16, cols - 52), 8, 10, 7, 7, 10, 8];
  return texts.map((text, index) => ({ text, cells: widths[index] ?? 0 }));
};
