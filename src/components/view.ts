/** What every pane is given: the World as last heard, the dashboard's own state, the time to reckon ages from. */
import type { DecisionId, TaskId, WorkerNumber } from '../domain/ids.ts';
import type { World } from '../domain/world.ts';
import type { UiState } from './ui-state.ts';

export interface DashboardView {
  readonly world: World;
  readonly ui: UiState;
  readonly now: number;
}

/** What a row stands for: clicking it chooses this. */
export type Target =
  | { readonly kind: 'worker'; readonly worker: WorkerNumber }
  | { readonly kind: 'decision'; readonly decision: DecisionId }
  | { readonly kind: 'task'; readonly task: TaskId }
  /** A row of the shown page. */
  | { readonly kind: 'row'; readonly row: string };
