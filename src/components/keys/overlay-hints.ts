/** The keys of the overlays, for the footer. What they do stands in `../overlay-keys.ts`. */
import type { Overlay, Purpose } from '../ui-state.ts';

/** Keys of an overlay, which has the whole keyboard while it is open; the mode is the footer's first word. */
export interface OverlayKeys {
  readonly mode: string;
  readonly hints: readonly { readonly shown: string; readonly label: string }[];
}

const CLOSE = { shown: 'Esc', label: 'close' };
const SCROLL = { shown: 'j k', label: 'scroll' };

export const overlayKeys = (overlay: Overlay): OverlayKeys =>
  overlay.kind === 'prompt' ? promptKeys(overlay.purpose) : OTHER_KEYS[overlay.kind];

const promptKeys = ({ kind }: Purpose): OverlayKeys => ({
  mode: 'TYPE',
  hints: [
    { shown: 'Enter', label: ENTER[kind] },
    { shown: 'Esc', label: 'cancel' },
  ],
});

/** What Enter does with the typed line. */
const ENTER: Readonly<Record<Purpose['kind'], string>> = {
  deny: 'deny',
  answer: 'answer',
  edit: 'approve this',
  send: 'send',
  task: 'add',
  give: 'give',
  'edit-task': 'change',
  'split-task': 'split',
  'edit-note': 'change',
  filter: 'keep the filter',
};

const OTHER_KEYS: Readonly<Record<Exclude<Overlay['kind'], 'prompt'>, OverlayKeys>> = {
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
};
