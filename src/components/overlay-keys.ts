/** What keys do while an overlay has the keyboard. Esc always gives it back and changes nothing else. */
import { unreachable } from '../domain/unreachable.ts';
import type { ActionRunner } from './actions.ts';
import { approveCurrent, denyCurrent, editCurrent } from './decision-actions.ts';
import type { InputEvent } from './input.ts';
import { paletteRows } from './palette-rows.ts';
import { edited, typeKey } from './prompt-keys.ts';
import { sendCommand } from './send-command.ts';
import { answer, type Session, setUi, viewOf } from './session.ts';
import { closeOverlay, MAX_SCROLL, type Overlay } from './ui-state.ts';

export const handleOverlay = (session: Session, overlay: Overlay, event: InputEvent, run: ActionRunner): void => {
  if (event.kind === 'key' && (event.key === 'esc' || event.key === 'ctrl-c')) cancel(session, overlay);
  else take(session, overlay, event, run);
};

const take = (session: Session, overlay: Overlay, event: InputEvent, run: ActionRunner): void => {
  switch (overlay.kind) {
    case 'help':
    case 'why':
      read(session, overlay, event, ['q', '?', 'w']);
      break;
    case 'card':
      card(session, overlay, event);
      break;
    case 'diff':
      diff(session, overlay, event);
      break;
    case 'palette':
      find(session, overlay, event, run);
      break;
    case 'confirm':
      confirm(session, overlay, event);
      break;
    case 'prompt':
      typeKey(session, overlay, event);
      break;
    default:
      unreachable(overlay);
  }
};

const cancel = (session: Session, overlay: Overlay): void =>
  setUi(session, (ui) => ({
    ...closeOverlay(ui),
    filter: overlay.kind === 'prompt' && overlay.purpose.kind === 'filter' ? overlay.purpose.before : ui.filter,
  }));

/** Lines that a wheel or a page key moves. */
const PAGE = 10;
const WHEEL = 3;

const SCROLLS: Readonly<Record<string, number>> = {
  j: 1,
  down: 1,
  k: -1,
  up: -1,
  pagedown: PAGE,
  ' ': PAGE,
  pageup: -PAGE,
  g: Number.NEGATIVE_INFINITY,
  home: Number.NEGATIVE_INFINITY,
  G: Number.POSITIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
  'wheel-down': WHEEL,
  'wheel-up': -WHEEL,
};

type Reading = Extract<Overlay, { kind: 'help' | 'why' | 'card' | 'diff' }>;

const read = (session: Session, overlay: Reading, event: InputEvent, closing: readonly string[]): void => {
  const name = event.kind === 'key' ? event.key : event.kind === 'mouse' ? event.action : '';
  const by = SCROLLS[name];
  if (by !== undefined) {
    // The overlay knows its length when it draws and takes what is too much for its end.
    const scroll = Math.max(0, Math.min(overlay.scroll + by, MAX_SCROLL));
    setUi(session, (ui) => ({ ...ui, overlay: { ...overlay, scroll } }));
  } else if (closing.includes(name)) setUi(session, closeOverlay);
};

const card = (session: Session, overlay: Extract<Overlay, { kind: 'card' }>, event: InputEvent): void => {
  if (event.kind === 'key' && event.key === 'y') approveCurrent(session, 'seen');
  else if (event.kind === 'key' && event.key === 'n') denyCurrent(session);
  else if (event.kind === 'key' && event.key === 'e') editCurrent(session);
  else read(session, overlay, event, ['q', 'enter']);
};

const diff = (session: Session, overlay: Extract<Overlay, { kind: 'diff' }>, event: InputEvent): void => {
  if (event.kind !== 'key' || event.key !== 'y') {
    read(session, overlay, event, ['n', 'q']);
    return;
  }
  setUi(session, closeOverlay);
  void sendCommand(session, overlay.command, overlay.done);
};

const find = (
  session: Session,
  overlay: Extract<Overlay, { kind: 'palette' }>,
  event: InputEvent,
  run: ActionRunner,
): void => {
  const rows = paletteRows(overlay.draft.text, viewOf(session));
  const key = event.kind === 'key' ? event.key : '';
  const step = PALETTE_STEPS[key];
  if (step !== undefined) {
    const chosen = Math.max(0, Math.min(overlay.chosen + step, rows.length - 1));
    setUi(session, (ui) => ({ ...ui, overlay: { ...overlay, chosen } }));
  } else if (key === 'enter') {
    const row = rows[overlay.chosen];
    if (row === undefined) return;
    setUi(session, closeOverlay);
    run(session, row.binding, row.binding.keys[0] ?? '');
  } else {
    const draft = edited(overlay.draft, event);
    if (draft !== null) setUi(session, (ui) => ({ ...ui, overlay: { ...overlay, draft, chosen: 0 } }));
  }
};

const PALETTE_STEPS: Readonly<Record<string, number>> = {
  down: 1,
  tab: 1,
  'ctrl-n': 1,
  up: -1,
  'shift-tab': -1,
  'ctrl-p': -1,
};

const confirm = (session: Session, overlay: Extract<Overlay, { kind: 'confirm' }>, event: InputEvent): void => {
  if (event.kind !== 'key') return;
  if (event.key === 'y') {
    setUi(session, closeOverlay);
    void sendCommand(session, overlay.command, overlay.done);
  } else if (event.key === 'n' || event.key === 'q') setUi(session, closeOverlay);
  else answer(session, 'warn', 'y for yes, n for no.');
};
