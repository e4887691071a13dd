/** The rows of the backlog page and the chosen one: for the page that draws them and for the keys that act on them. */
import { type BacklogRow, backlogRows } from '../../state/selectors-tasks.ts';
import { chosenRow, type PageView } from './page.ts';

export const rowsOf = ({ world, ui }: Pick<PageView, 'world' | 'ui'>): readonly BacklogRow[] =>
  backlogRows(world, ui.filter);

export const chosenTask = (view: PageView): BacklogRow | null => {
  const rows = rowsOf(view);
  const chosen = chosenRow(
    view,
    rows.map(({ id }) => id),
  );
  return rows.find(({ id }) => id === chosen) ?? null;
};
