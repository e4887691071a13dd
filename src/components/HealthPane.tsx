/** The last heartbeat: what fails first, in full; then warnings of the files and the surroundings, then the other checks. */
import { type HealthRow, healthView } from '../state/selectors.ts';
import { plural } from '../state/selectors-figures.ts';
import { innerSize, type Rect } from './layout.ts';
import { wrap } from './line.tsx';
import { Pane, type PaneContent, type PaneLine } from './Pane.tsx';
import { type Mark, READING_MARKS } from './theme.ts';
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
  const failing = checks.filter(({ reading }) => reading === 'fail');
  const lines = [
    ...failing.flatMap((check) => failingLines(check, cols)),
    ...warnings.flatMap((warning) => warningLines(warning, cols)),
    ...checks.filter(({ reading }) => reading !== 'fail').map(checkLine),
    ...(checks.length === 0 ? [NO_CHECKS] : []),
  ];
  const troubles = [
    ...(failing.length === 0 ? [] : [failing.length === 1 ? '1 fails' : `${failing.length} fail`]),
    ...(warnings.length === 0 ? [] : [plural(warnings.length, 'warning')]),
  ];
  const first = ui.focus === 'health' ? Math.max(0, Math.min(ui.scroll, lines.length - rows)) : 0;
  const hidden = lines.length - first - rows;
  return {
    title: `${troubles.length === 0 ? '' : '! '}Health${troubles.map((text) => ` · ${text}`).join('')}${round}`,
    tone: troubles.length > 0 ? 'warn' : 'plain',
    lines:
      hidden > 0
        ? [...lines.slice(first, first + rows - 1), { spans: [{ text: `… ${hidden + 1} more`, tone: 'quiet' }] }]
        : lines.slice(first),
  };
};

const NO_CHECKS: PaneLine = { spans: [{ text: 'No checks configured.', tone: 'quiet' }] };

const warningLines = (warning: string, cols: number): readonly PaneLine[] =>
  wholeLines({ glyph: '!', tone: 'warn' }, warning, cols);

const failingLines = ({ name, evidence, age }: HealthRow, cols: number): readonly PaneLine[] =>
  wholeLines(READING_MARKS.fail, `${name} ${evidence} ${age}`, cols);

const wholeLines = ({ glyph, tone }: Mark, text: string, cols: number): readonly PaneLine[] =>
  wrap(text, Math.max(1, cols - 2)).map((line, index) => ({
    spans: [
      { text: index === 0 ? glyph : '', cells: 2, tone },
      { text: line, tone: 'plain' },
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
