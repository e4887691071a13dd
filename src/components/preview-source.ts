/**
 * The screen of the worker that is looked at, kept apart from the World and from React: whoever shows it subscribes, and
 * only that pane is drawn again when it changes.
 */
import type { WorkerNumber } from '../domain/ids.ts';
import type { Preview, ScreenView } from '../domain/screens.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import type { Size } from './layout.ts';

export interface PreviewSource {
  readonly snapshot: () => PreviewState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Looks at this session's screen from now on; null looks at none. */
  readonly look: (at: Looking | null) => void;
}

export interface Looking extends Size {
  readonly worker: WorkerNumber;
  /** A new session of the same worker is another screen. */
  readonly generation: number;
}

export type PreviewState =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'shown'; readonly preview: Preview }
  /** What stood on the screen at the end is often all that says why; null when it was never seen. */
  | { readonly kind: 'ended'; readonly because: string; readonly last: Preview | null };

/** What there is to paint: of a session that ended, its last words. */
export const paintable = (state: PreviewState): Preview | null => {
  switch (state.kind) {
    case 'shown':
      return state.preview;
    case 'ended':
      return state.last;
    case 'none':
    case 'opening':
      return null;
  }
};

export const createPreviewSource = (client: Pick<FleetClient, 'openScreen'>): PreviewSource => {
  const listeners = new Set<() => void>();
  let state: PreviewState = { kind: 'none' };
  let looking: Looking | null = null;
  let view: ScreenView | null = null;

  const set = (next: PreviewState): void => {
    state = next;
    for (const listener of listeners) listener();
  };

  const open = (at: Looking): void => {
    const isCurrent = (): boolean => looking?.worker === at.worker && looking.generation === at.generation;
    set({ kind: 'opening' });
    view = client.openScreen(
      { kind: 'preview', worker: at.worker, cols: at.cols, rows: at.rows },
      {
        onPreview: (preview) => isCurrent() && set({ kind: 'shown', preview }),
        onEnd: (because) => isCurrent() && set({ kind: 'ended', because, last: paintable(state) }),
      },
    );
  };

  return {
    snapshot: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    look: (at) => {
      const before = looking;
      looking = at;
      if (at !== null && before?.worker === at.worker && before.generation === at.generation) {
        if (before.cols !== at.cols || before.rows !== at.rows)
          view?.resize({ cols: at.cols, rows: at.rows, top: 0, left: 0 });
        return;
      }
      view?.close();
      view = null;
      if (at !== null) open(at);
      else if (state.kind !== 'none') set({ kind: 'none' });
    },
  };
};
