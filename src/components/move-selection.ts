/** Moves what is chosen in the focused pane, by rows as they are shown; panes without rows scroll. */
import { backlogView } from '../state/selectors-backlog.ts';
import { decisionRows } from '../state/selectors-decisions.ts';
import { workerRows } from '../state/selectors-workers.ts';
import type { PaneName } from './layout.ts';
import { chosenRow, type Page } from './pages/page.ts';
import { pageOf } from './pages/pages.ts';
import { type Session, setUi, viewOf } from './session.ts';
import { MAX_SCROLL, type UiState } from './ui-state.ts';

/** So far goes a page key, whatever the height of the terminal: the row that was chosen stays in sight. */
export const PAGE_ROWS = 10;

export const moveSelection = (session: Session, by: number): void => {
  const view = viewOf(session);
  const { world, ui, now } = view;
  const page = pageOf(ui.page);
  setUi(session, () => (page === null ? moveIn(ui.page === 'grid' ? 'workers' : ui.focus) : moveOn(page)));

  function moveOn({ rows }: Page): UiState {
    const ids = rows(view);
    const row = stepped(ids, chosenRow(view, ids), by);
    return row === null ? ui : { ...ui, rows: { ...ui.rows, [ui.page]: row } };
  }

  function moveIn(pane: PaneName): UiState {
    switch (pane) {
      case 'workers':
      case 'preview': {
        const numbers = workerRows(world, now, ui.filter).map((row) => row.number);
        return { ...ui, worker: stepped(numbers, ui.worker, by) };
      }
      case 'decisions': {
        const id = stepped(
          decisionRows(world, now, ui.filter).map((row) => row.id),
          ui.decision?.id ?? null,
          by,
        );
        return { ...ui, decision: id === null ? null : { id, replacedAt: null } };
      }
      case 'backlog': {
        const ids = backlogView(world, ui.filter).rows.map((row) => row.id);
        return { ...ui, task: stepped(ids, ui.task, by) };
      }
      case 'health':
        return { ...ui, scroll: Math.max(0, Math.min(ui.scroll + by, MAX_SCROLL)) };
    }
  }
};

/** The id so many places on, held at the ends; from nothing, the first one. */
const stepped = <Id>(ids: readonly Id[], chosen: Id | null, by: number): Id | null => {
  const at = chosen === null ? -1 : ids.indexOf(chosen);
  if (at === -1) return (by === Number.POSITIVE_INFINITY ? ids.at(-1) : ids[0]) ?? chosen;
  return ids[Math.max(0, Math.min(at + by, ids.length - 1))] ?? chosen;
};
