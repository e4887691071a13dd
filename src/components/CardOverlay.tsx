/** One decision in full, over the whole body. */
import { currentDecision, decisionRows } from '../state/selectors-decisions.ts';
import { cardLines } from './decision-card.ts';
import { innerSize, type Rect } from './layout.ts';
import { TextOverlay } from './TextOverlay.tsx';
import type { DashboardView } from './view.ts';

export const CardOverlay = ({
  view,
  rect,
  scroll,
}: {
  readonly view: DashboardView;
  readonly rect: Rect;
  readonly scroll: number;
}) => {
  const decision = currentDecision(view.world, view.ui.decision?.id ?? null, view.ui.filter);
  const row = decisionRows(view.world, view.now, '').find(({ id }) => id === decision?.id);
  if (decision === null || row === undefined) {
    return (
      <TextOverlay rect={rect} title="Decision" lines={[[{ text: 'It waits no more.', tone: 'quiet' }]]} scroll={0} />
    );
  }
  return (
    <TextOverlay
      rect={rect}
      title={`! ${row.id} · ${row.asker} ${row.verb}${row.also.length === 0 ? '' : ` ×${row.also.length + 1}`} · ${row.project} · ${row.age}`}
      tone="warn"
      lines={cardLines(decision, innerSize(rect).cols, row.also)}
      scroll={scroll}
    />
  );
};
