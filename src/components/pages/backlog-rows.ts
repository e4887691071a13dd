/** The rows of the backlog page and the chosen one: for the page that draws them and for the keys that act on them. */
import { type BacklogRow, backlogRows } from '../../state/selectors-tasks.ts';
import type { DashboardView } from '../view.ts';
import { chosenRow } from './page.ts';

export const rowsOf = ({ world, ui }: Pick<DashboardView, 'world' | 'ui'>): readonly BacklogRow[] =>
  backlogRows(world, ui.filter);

export const chosenTask = (view: DashboardView): BacklogRow | null => {
  const rows = rowsOf(view);
  const chosen = chosenRow(
    view,
    rows.map(({ id }) => id),
  );
  return rows.find(({ id }) => id === chosen) ?? null;
};
