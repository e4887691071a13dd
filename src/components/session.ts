/** What actions may touch: the fleet's client, the dashboard's own state, the clock, and the way out. */

import type { WorkerNumber } from '../domain/ids.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import type { Size } from './layout.ts';
import type { KeyAnswer, UiState, UiStore } from './ui-state.ts';
import type { DashboardView } from './view.ts';

export interface Session {
  readonly client: FleetClient;
  readonly ui: UiStore;
  readonly now: () => number;
  readonly size: () => Size;
  readonly redraw: () => void;
  readonly end: (result: DashboardEnd) => void;
}

export type DashboardEnd =
  /** The person left; the fleet goes on. */
  | { readonly kind: 'left' }
  /** The fleet was stopped. */
  | { readonly kind: 'stopped' }
  /** The supervisor is gone, and nobody here asked for it. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'attach'; readonly worker: WorkerNumber };

export const setUi = (session: Session, change: (ui: UiState) => UiState): void =>
  session.ui.setState(change(session.ui.getState()), true);

export const answer = (session: Session, tone: KeyAnswer['tone'], text: string): void =>
  setUi(session, (ui) => ({ ...ui, answer: { at: session.now(), tone, text } }));

export const viewOf = (session: Session): DashboardView => ({
  world: session.client.snapshot(),
  ui: session.ui.getState(),
  now: session.now(),
});
