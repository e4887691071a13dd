/** The last heartbeat: warnings of the files and the surroundings first, then the checks, worst first. */
import { type HealthRow, healthView } from '../state/selectors.ts';
import { plural } from '../state/selectors-figures.ts';
import { innerSize, type Rect } from './layout.ts';
import { wrap } from './line.tsx';
import { Pane, type PaneContent, type PaneLine } from './Pane.tsx';
import { READING_MARKS } from './theme.ts';
import type { DashboardView } from './view.ts';

export const HealthPane = ({ view, rect }: { readonly view: DashboardView; readonly rect: Rect }) => (
  <Pane rect={rect} isFocused={view.ui.focus === 'health'} content={healthContent(view, innerSize(rect))} />
);

export const healthContent = (
  { world, ui, now }: DashboardView,
  { cols, rows }: { readonly cols: number; readonly rows: number },
): PaneContent => {
  const { warnings, checks, lastRound } = healthView(world, now);
  const round = lastRound === null ? '' : lastRound === 'now' ? ' · now' : ` · ${lastRound} ago`;
  const lines = [
    ...warnings.flatMap((warning) => warningLines(warning, cols)),
    ...checks.map(checkLine),
    ...(checks.length === 0 ? [NO_CHECKS] : []),
  ];
  const first = ui.focus === 'health' ? Math.max(0, Math.min(ui.scroll, lines.length - rows)) : 0;
  const hidden = lines.length - first - rows;
  return {
    title: warnings.length === 0 ? `Health${round}` : `! Health · ${plural(warnings.length, 'warning')}${round}`,
    tone: warnings.length > 0 || checks.some(({ reading }) => reading === 'fail') ? 'warn' : 'plain',
    lines:
      hidden > 0
        ? [...lines.slice(first, first + rows - 1), { spans: [{ text: `… ${hidden + 1} more`, tone: 'quiet' }] }]
        : lines.slice(first),
  };
};

const NO_CHECKS: PaneLine = { spans: [{ text: 'No checks configured.', tone: 'quiet' }] };

const warningLines = (warning: string, cols: number): readonly PaneLine[] =>
  wrap(warning, Math.max(1, cols - 2)).map((text, index) => ({
    spans: [
      { text: index === 0 ? '!' : '', cells: 2, tone: 'warn' },
      { text, tone: 'plain' },
    ],
  }));

const checkLine = ({ reading, name, evidence, age }: HealthRow): PaneLine => {
  const mark = READING_MARKS[reading];
  return {
    spans: [
      { text: mark.glyph, cells: 2, tone: mark.tone },
      { text: `${name} ${reading === 'errored' ? 'could not be checked: ' : ''}${evidence}` },
      { text: ` ${age}`, tone: 'quiet' },
    ],
  };
};
