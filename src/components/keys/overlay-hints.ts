/** The keys of the overlays, for the footer. What they do stands in `../overlay-keys.ts`. */
import type { Overlay } from '../ui-state.ts';

/** Keys of an overlay, which has the whole keyboard while it is open; the mode is the footer's first word. */
export interface OverlayKeys {
  readonly mode: string;
  readonly hints: readonly { readonly shown: string; readonly label: string }[];
}

const CLOSE = { shown: 'Esc', label: 'close' };
const SCROLL = { shown: 'j k', label: 'scroll' };

export const OVERLAY_KEYS: Readonly<Record<Overlay['kind'], OverlayKeys>> = {
  help: { mode: 'READ', hints: [SCROLL, CLOSE] },
  why: { mode: 'READ', hints: [SCROLL, CLOSE] },
  card: {
    mode: 'READ',
    hints: [
      { shown: 'y', label: 'approve' },
      { shown: 'n', label: 'deny' },
      { shown: 'e', label: 'edit' },
      SCROLL,
      CLOSE,
    ],
  },
  diff: {
    mode: 'SURE?',
    hints: [{ shown: 'y', label: 'change it' }, { shown: 'n', label: 'leave it' }, SCROLL, CLOSE],
  },
  palette: { mode: 'FIND', hints: [{ shown: 'Enter', label: 'do it' }, { shown: '↑ ↓', label: 'choose' }, CLOSE] },
  confirm: {
    mode: 'SURE?',
    hints: [
      { shown: 'y', label: 'yes' },
      { shown: 'n', label: 'no' },
    ],
  },
  prompt: {
    mode: 'TYPE',
    hints: [
      { shown: 'Enter', label: 'send' },
      { shown: 'Esc', label: 'cancel' },
    ],
  },
};
