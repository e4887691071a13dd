/** What the pointer does: a click focuses a pane and chooses the row under it, the wheel moves the choice. */
import { unreachable } from '../domain/unreachable.ts';
import { backlogContent } from './BacklogPane.tsx';
import { decisionsContent } from './DecisionsPane.tsx';
import { gridTiles } from './grid.ts';
import type { InputEvent } from './input.ts';
import { innerSize, isIn, type PaneName, paneAt, type Rect } from './layout.ts';
import { moveSelection } from './move-selection.ts';
import { stepTile } from './move-tile.ts';
import type { PaneLine } from './Pane.tsx';
import { pageOf } from './pages/pages.ts';
import { sceneOf } from './scene.ts';
import { type Session, setUi, viewOf } from './session.ts';
import { focusPane, type UiState } from './ui-state.ts';
import type { DashboardView, Target } from './view.ts';
import { workersContent } from './WorkersPane.tsx';

export const handleMouse = (session: Session, event: Extract<InputEvent, { kind: 'mouse' }>): void => {
  const { view, layout } = sceneOf(viewOf(session), session.size());
  const page = pageOf(view.ui.page);
  if (page !== null) {
    if (event.action === 'press')
      choose(session, page.content(view, layout.body).lines[event.row - layout.body.top - 1]);
    else moveSelection(session, event.action === 'wheel-up' ? -1 : 1);
    return;
  }
  if (view.ui.page === 'grid') {
    const tile = gridTiles(view, layout.body).find(({ rect }) => isIn(rect, event));
    if (event.action !== 'press') stepTile(session, event.action === 'wheel-up' ? -1 : 1);
    else if (tile !== undefined) setUi(session, (ui) => ({ ...ui, worker: tile.worker }));
    return;
  }
  const hit = paneAt(layout, event);
  if (hit === null) return;
  setUi(session, (ui) => focusKeepingScroll(ui, hit.name));
  if (event.action === 'press') choose(session, linesOf(hit.name, view, hit.rect)[hit.line]);
  else moveSelection(session, event.action === 'wheel-up' ? -1 : 1);
};

const focusKeepingScroll = (ui: UiState, pane: PaneName): UiState => (ui.focus === pane ? ui : focusPane(ui, pane));

/** The lines as they are drawn. */
const linesOf = (pane: PaneName, view: DashboardView, rect: Rect): readonly PaneLine[] => {
  switch (pane) {
    case 'workers':
      return workersContent(view, rect).lines;
    case 'decisions':
      return decisionsContent(view, innerSize(rect)).lines;
    case 'backlog':
      return backlogContent(view, rect).lines;
    case 'preview':
    case 'health':
      return [];
  }
};

const choose = (session: Session, line: PaneLine | undefined): void => {
  const target = line?.target;
  if (target !== undefined) setUi(session, (ui) => chosen(ui, target));
};

const chosen = (ui: UiState, target: Target): UiState => {
  switch (target.kind) {
    case 'worker':
      return { ...ui, worker: target.worker };
    case 'decision':
      return { ...ui, decision: { id: target.decision, replacedAt: null } };
    case 'task':
      return { ...ui, task: target.task };
    case 'row':
      return { ...ui, rows: { ...ui.rows, [ui.page]: target.row } };
    default:
      return unreachable(target);
  }
};
