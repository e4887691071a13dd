/** The layout of this moment: the terminal's size and what the panes wish for. Drawing and clicking both ask here. */
import { workerRows } from '../state/selectors-workers.ts';
import { confirmLines } from './Confirm.tsx';
import { decisionsContent } from './DecisionsPane.tsx';
import { goneLines } from './GoneNotice.tsx';
import { healthContent } from './HealthPane.tsx';
import { decisionsWidth, innerSize, type Layout, layoutOf, type Size } from './layout.ts';
import type { UiState } from './ui-state.ts';
import type { DashboardView } from './view.ts';

export interface Scene {
  readonly view: DashboardView;
  readonly layout: Layout;
}

export const sceneOf = (view: DashboardView, size: Size): Scene => {
  const { world, ui, now } = view;
  const { cols } = innerSize({ left: 0, top: 0, width: decisionsWidth(size), height: size.rows });
  const layout = layoutOf(size, {
    banner: world.fleet.mode === 'rehearsal',
    barLines: barLinesOf(ui, size),
    focus: ui.focus,
    lower: ui.lower,
    workers: workerRows(world, now, ui.filter).length,
    decisionLines: decisionsContent(view, { cols, rows: size.rows }).lines.length,
    healthLines: healthContent(view, { cols, rows: size.rows }).lines.length,
  });
  return { view, layout };
};

const barLinesOf = ({ overlay, gone }: UiState, { cols, rows }: Size): number => {
  const inner = innerSize({ left: 0, top: 0, width: cols, height: rows }).cols;
  switch (overlay?.kind) {
    case 'confirm':
      return confirmLines(overlay.question, inner).length;
    case 'prompt':
      return 1;
    default:
      return gone === null ? 0 : goneLines(gone, inner).length;
  }
};
