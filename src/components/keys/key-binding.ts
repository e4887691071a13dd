/** What a key is, as data: its names, where and when it works, and why it does nothing now. */
import type { World } from '../../domain/world.ts';
import type { BacklogAction } from '../backlog-actions.ts';
import type { DeployAction } from '../deploy-actions.ts';
import type { PageName, UiState } from '../ui-state.ts';

export interface KeyContext {
  readonly world: World;
  readonly ui: UiState;
}

export interface KeyBinding {
  readonly name: ActionName;
  /** As `decodeInput` names them. */
  readonly keys: readonly string[];
  /** As people read them. */
  readonly shown: string;
  readonly group: KeyGroup;
  readonly description: string;
  /** The word in the footer; null for keys that everybody tries anyway. */
  readonly label: string | null;
  readonly pages: readonly PageName[];
  /** True when it works now, else the reason why not, as a sentence. */
  readonly when: (context: KeyContext) => true | string;
}

export type ActionName =
  | BacklogAction
  | DeployAction
  | 'approve'
  | 'deny'
  | 'always'
  | 'edit'
  | 'select-worker'
  | 'open'
  | 'attach'
  | 'send'
  | 'task'
  | 'why'
  | 'start'
  | 'stop'
  | 'dispatch'
  | 'heartbeat'
  | 'heartbeat-page'
  | 'acknowledge'
  | 'snooze'
  | 'release'
  | 'next-pane'
  | 'previous-pane'
  | 'down'
  | 'up'
  | 'right'
  | 'left'
  | 'rows-down'
  | 'rows-up'
  | 'first'
  | 'last'
  | 'locks'
  | 'memory'
  | 'failures'
  | 'edit-note'
  | 'pin-note'
  | 'warm-note'
  | 'cool-note'
  | 'cost'
  | 'filter'
  | 'grid'
  | 'zoom'
  | 'next-tile'
  | 'previous-tile'
  | 'palette'
  | 'help'
  | 'mouse'
  | 'redraw'
  | 'back'
  | 'leave'
  | 'stop-fleet';

export const KEY_GROUPS = ['Decisions', 'Workers', 'Fleet', 'Moving', 'Screen'] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];
