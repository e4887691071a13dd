/** All keys of this page with what they do, and why some do nothing now; then what the glyphs mean. Made from the keymap. */
import { STATE_WORDS } from '../state/selectors-workers.ts';
import { GO_LIVE } from './Header.tsx';
import { KEYMAP } from './keymap.ts';
import { KEY_GROUPS, type KeyBinding } from './keys/key-binding.ts';
import { innerSize, type Rect } from './layout.ts';
import { type Line, wrap } from './line.tsx';
import { TextOverlay } from './TextOverlay.tsx';
import { STATE_MARKS } from './theme.ts';
import type { DashboardView } from './view.ts';

export const HelpOverlay = ({
  view,
  rect,
  scroll,
}: {
  readonly view: DashboardView;
  readonly rect: Rect;
  readonly scroll: number;
}) => <TextOverlay rect={rect} title="Keys" lines={helpLines(view, innerSize(rect).cols)} scroll={scroll} />;

const helpLines = (view: DashboardView, cols: number): readonly Line[] => [
  ...KEY_GROUPS.flatMap((group) => {
    const bindings = KEYMAP.filter((binding) => binding.group === group && binding.pages.includes(view.ui.page));
    return bindings.length === 0
      ? []
      : [heading(group), ...bindings.flatMap((binding) => keyLines(binding, view, cols)), BLANK];
  }),
  heading('Attached'),
  ...described(
    'ctrl-]',
    "The worker has the keyboard; this key is gaffer's own and comes back; ? after it shows what else it does",
    cols,
  ),
  BLANK,
  heading('Glyphs'),
  ...glyphLines(cols),
  ...OTHER_GLYPHS.flatMap(([glyph, meaning]) => described(glyph, meaning, cols)),
  BLANK,
  ...wrap(`Go live: ${GO_LIVE}`, cols).map((text): Line => [{ text, tone: 'quiet' }]),
];

const KEY_CELLS = 11;
const BLANK: Line = [];

const heading = (text: string): Line => [{ text, tone: 'accent' }];

const keyLines = (binding: KeyBinding, view: DashboardView, cols: number): readonly Line[] => {
  const when = binding.when(view);
  return [
    ...described(binding.shown, binding.description, cols),
    ...(when === true ? [] : described('', `not now: ${when}`, cols, true)),
  ];
};

const described = (key: string, text: string, cols: number, isQuiet = false): readonly Line[] =>
  wrap(text, Math.max(1, cols - KEY_CELLS)).map((line, index) => [
    { text: index === 0 ? ` ${key}` : '', cells: KEY_CELLS, tone: 'strong' },
    { text: line, tone: isQuiet ? 'quiet' : 'plain' },
  ]);

const OTHER_GLYPHS: readonly (readonly [string, string])[] = [
  ['!', 'Decisions: a tool call is held until you answer. Backlog: high priority'],
  ['·', 'Decisions: asked in passing, the worker goes on meanwhile'],
  ['↓', 'Backlog: low priority'],
  ['✓ ! ✗ ?', 'Checks: passed, warns, failed, could not be checked'],
  ['⏎', "A line break in the worker's own text"],
  ['\\x1b', 'In magenta: a character that would move, hide or colour text'],
  ['…+12', 'That many characters were cut'],
];

const GLYPH_CELLS = 14;

const glyphLines = (cols: number): readonly Line[] => {
  const perLine = Math.max(1, Math.floor(cols / GLYPH_CELLS));
  const cells = Object.entries(STATE_MARKS).map(([state, mark]) => ({ state, mark }));
  return Array.from({ length: Math.ceil(cells.length / perLine) }, (_, row) =>
    cells.slice(row * perLine, (row + 1) * perLine).flatMap(({ state, mark }) => [
      { text: ` ${mark.glyph}`, cells: 3, tone: mark.tone },
      { text: wordOf(state), cells: GLYPH_CELLS - 3 },
    ]),
  );
};

const wordOf = (state: string): string => Object.entries(STATE_WORDS).find(([kind]) => kind === state)?.[1] ?? state;
