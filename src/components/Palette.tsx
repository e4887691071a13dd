/** Finds an action by its name; one that does nothing now says why. */
import type { Draft } from './draft.ts';
import { innerSize, type Rect } from './layout.ts';
import { Pane, type PaneLine, windowAround } from './Pane.tsx';
import { type PaletteRow, paletteRows } from './palette-rows.ts';
import { draftSpans } from './TextPrompt.tsx';
import { SELECTED } from './theme.ts';
import type { DashboardView } from './view.ts';

export const Palette = ({
  view,
  rect,
  draft,
  chosen,
}: {
  readonly view: DashboardView;
  readonly rect: Rect;
  readonly draft: Draft;
  readonly chosen: number;
}) => {
  const { cols, rows } = innerSize(rect);
  const found = paletteRows(draft.text, view);
  const lines = found.map((row, index) => [rowLine(row, index === chosen)]);
  const list = found.length === 0 ? [NOTHING] : windowAround(lines, chosen, rows - 1);
  return (
    <Pane
      rect={rect}
      isFocused
      content={{
        title: 'Do',
        tone: 'plain',
        lines: [{ spans: [{ text: ':' }, ...draftSpans(draft, cols - 1)] }, ...list],
      }}
    />
  );
};

const NOTHING: PaneLine = { spans: [{ text: 'No action has these letters.', tone: 'quiet' }] };

const rowLine = ({ binding, when }: PaletteRow, isChosen: boolean): PaneLine => ({
  spans: [
    { text: isChosen ? SELECTED : '', cells: 2, tone: 'accent' },
    { text: binding.shown, cells: 10, tone: 'strong' },
    { text: binding.description, tone: when !== true ? 'quiet' : isChosen ? 'strong' : 'plain' },
    { text: when === true ? '' : `  not now: ${when}`, tone: 'quiet' },
  ],
});
