/** The mode, and the keys that work now: from the keymap, or those of the overlay that has the keyboard. */
import { Box } from 'ink';
import { visibleWidth } from '../domain/visible.ts';
import { workingKeys } from './keymap.ts';
import type { KeyBinding } from './keys/key-binding.ts';
import { overlayKeys } from './keys/overlay-hints.ts';
import type { Rect } from './layout.ts';
import { type Line, LineText, type Span } from './line.tsx';
import type { DashboardView } from './view.ts';

export const Footer = ({
  view,
  rect,
  hasActivity,
  hidesPanes,
}: {
  readonly view: DashboardView;
  readonly rect: Rect;
  /** Whether there is a line for the answer to the last key; else it is given here. */
  readonly hasActivity: boolean;
  /** Whether there are panes that only Tab shows. */
  readonly hidesPanes: boolean;
}) => (
  <Box position="absolute" top={rect.top} left={rect.left} width={rect.width} height={1}>
    <LineText width={rect.width} spans={footerSpans(view, rect.width, hasActivity, hidesPanes)} />
  </Box>
);

interface Hint {
  readonly shown: string;
  readonly label: string;
}

const footerSpans = (view: DashboardView, width: number, hasActivity: boolean, hidesPanes: boolean): Line => {
  const { overlay, answer } = view.ui;
  if (answer !== null && !hasActivity) return [{ text: ` ${answer.text}`, tone: answer.tone }];
  const mode: Span = { text: overlay === null ? ' NAV' : ` ${overlayKeys(overlay).mode}`, tone: 'accent' };
  const hints = overlay === null ? navHints(view) : overlayKeys(overlay).hints;
  return [mode, ...fitting(hints, width - mode.text.length, hidesPanes ? KEPT_WITH_TAB : KEPT)];
};

const navHints = (view: DashboardView): readonly Hint[] =>
  workingKeys(view)
    .toSorted((one, other) => rankOf(one) - rankOf(other))
    .flatMap(({ shown, label }) => (label === null ? [] : [{ shown, label }]));

/** After those that decide, what only this page can: the others stand in the footer of the fleet. */
const rankOf = ({ group, pages }: KeyBinding): number => {
  if (group === 'Decisions') return 0;
  return group !== 'Moving' && pages.length === 1 && pages[0] !== 'fleet' ? 1 : 2;
};

/** Whole hints only; those that decide, explain and leave go last. */
const fitting = (hints: readonly Hint[], width: number, most: ReadonlySet<string>): Line => {
  const kept = [...hints];
  while (kept.length > 0 && kept.reduce((sum, hint) => sum + hintWidth(hint), 0) > width) {
    kept.splice(lastSpare(kept, most), 1);
  }
  return kept.flatMap(({ shown, label }) => [
    { text: `  ${shown}`, tone: 'strong' as const },
    { text: ` ${label}`, tone: 'quiet' as const },
  ]);
};

const lastSpare = (hints: readonly Hint[], most: ReadonlySet<string>): number => {
  const spare = hints.findLastIndex(({ shown }) => !most.has(shown));
  return spare === -1 ? hints.length - 1 : spare;
};

const KEPT: ReadonlySet<string> = new Set(['?', 'q', 'y', 'n', 'Esc']);
const KEPT_WITH_TAB: ReadonlySet<string> = new Set([...KEPT, 'Tab']);

const hintWidth = ({ shown, label }: Hint): number => 3 + visibleWidth(shown) + visibleWidth(label);
