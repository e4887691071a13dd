/**
 * Back from a worker's screen in the dashboard: that worker is the chosen one, and its question, which stood in the line
 * above the screen, is what the keys of decisions speak of.
 */
import type { WorkerNumber } from '../../domain/ids.ts';
import type { World } from '../../domain/world.ts';
import type { UiState } from '../ui-state.ts';
import { waitingFor } from './status-bar.ts';

export const comeBack = (ui: UiState, world: World, from: WorkerNumber): UiState => {
  const own = waitingFor(world, from).find(({ worker }) => worker === from);
  return {
    ...ui,
    worker: from,
    // It was before their eyes already, so the first key may answer it.
    decision: own === undefined ? ui.decision : { id: own.id, replacedAt: null },
  };
};
