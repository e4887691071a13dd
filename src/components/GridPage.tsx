/** The grid of live screens: each tile is a preview pane of its own, painted without Ink like the one of the fleet. */
import { workerAt } from '../state/selectors-workers.ts';
import { gridTiles } from './grid.ts';
import type { Rect } from './layout.ts';
import { Pane } from './Pane.tsx';
import { PreviewPane, type Previews } from './PreviewPane.tsx';
import type { DashboardView } from './view.ts';

export const GridPage = ({
  view,
  rect,
  previews,
}: {
  readonly view: DashboardView;
  readonly rect: Rect;
  /** One for each tile. */
  readonly previews: readonly Previews[];
}) => {
  const tiles = gridTiles(view, rect);
  if (tiles.length === 0) return <Pane rect={rect} isFocused content={nobody(view.ui.filter)} />;
  return tiles.map((tile, place) => {
    const slot = previews[place];
    return slot === undefined ? null : (
      <PreviewPane
        // biome-ignore lint/suspicious/noArrayIndexKey: tiles are places; who stands there changes.
        key={place}
        view={view}
        rect={tile.rect}
        worker={workerAt(view.world, tile.worker)}
        isFocused={tile.worker === view.ui.worker}
        previews={slot}
      />
    );
  });
};

const nobody = (filter: string) => ({
  title: 'Grid',
  tone: 'plain' as const,
  filter,
  lines: [
    { spans: [{ text: filter === '' ? 'No workers yet.' : 'No worker matches the filter.', tone: 'quiet' as const }] },
  ],
});
