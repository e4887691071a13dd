/** What a terminal too small for any pane still says: that it is, how large it must be, and whether somebody waits. */
import { Box } from 'ink';
import { waitingDecisions } from '../domain/policies/decision.ts';
import { plural } from '../state/selectors-figures.ts';
import { MIN_COLS, MIN_ROWS, type Size } from './layout.ts';
import { type Line, LineText, wrap } from './line.tsx';
import type { DashboardView } from './view.ts';

export const TooSmall = ({ view, size }: { readonly view: DashboardView; readonly size: Size }) => (
  <Box flexDirection="column" width={size.cols} height={size.rows}>
    {tooSmallLines(view, size)
      .slice(0, size.rows)
      .map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are places.
        <LineText key={index} width={size.cols} spans={spans} />
      ))}
  </Box>
);

const tooSmallLines = ({ world, ui }: DashboardView, { cols, rows }: Size): readonly Line[] => {
  const waiting = waitingDecisions(world).length;
  const text = `Terminal too small: ${cols}x${rows}, gaffer needs ${MIN_COLS}x${MIN_ROWS}. q leaves.`;
  return [
    ...(ui.gone === null ? [] : [[{ text: '! supervisor gone', tone: 'alarm' as const }]]),
    ...(waiting === 0 ? [] : [[{ text: `! ${plural(waiting, 'decision')}`, tone: 'call' as const }]]),
    ...wrap(text, Math.max(1, cols)).map((line): Line => [{ text: line }]),
  ];
};
