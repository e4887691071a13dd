/** The first line: whose fleet, what waits for the human, usage and cost, heartbeat, clock. What has no room goes, least needed first. */
import { Box } from 'ink';
import { visibleWidth } from '../domain/visible.ts';
import { plural } from '../state/selectors-figures.ts';
import { type HeaderView, headerView } from '../state/selectors-header.ts';
import type { Rect } from './layout.ts';
import { LineText, type Span } from './line.tsx';
import { HEARTBEATS } from './theme.ts';
import type { DashboardView } from './view.ts';

export const Header = ({ view, rect }: { readonly view: DashboardView; readonly rect: Rect }) => (
  <Box position="absolute" top={rect.top} left={rect.left} width={rect.width} height={1}>
    <LineText
      width={rect.width}
      spans={headerSpans(headerView(view.world, view.now), view.ui.gone !== null, rect.width)}
    />
  </Box>
);

/** How to leave the rehearsal; shown for as long as one runs. */
export const Banner = ({ rect }: { readonly rect: Rect }) => (
  <Box position="absolute" top={rect.top} left={rect.left} width={rect.width} height={1}>
    <LineText width={rect.width} spans={bannerSpans(rect.width)} />
  </Box>
);

export const GO_LIVE = 'gaffer init ~/work && cd ~/work && gaffer';

interface Item {
  readonly span: Span;
  /** The items with the highest number go first. */
  readonly rank: number;
  readonly side: 'left' | 'right';
}

const headerSpans = (header: HeaderView, isGone: boolean, width: number): readonly Span[] => {
  const items = [...headerItems(header, isGone)];
  while (items.length > 1 && widthOf(items) > width) {
    const least = items.reduce((worst, item) => (item.rank > worst.rank ? item : worst));
    items.splice(items.indexOf(least), 1);
  }
  const left = spaced(items.filter(({ side }) => side === 'left'));
  const right = spaced(items.filter(({ side }) => side === 'right'));
  const gap = Math.max(0, width - 2 - cellsOf(left) - cellsOf(right));
  return [{ text: ' ' }, ...left, { text: '', cells: gap }, ...right, { text: ' ' }];
};

const headerItems = (header: HeaderView, isGone: boolean): readonly Item[] => {
  const heartbeat = HEARTBEATS[header.heartbeat];
  const items: readonly (Item | null)[] = [
    { side: 'left', rank: 9, span: { text: 'gaffer', tone: 'strong' } },
    { side: 'left', rank: 7, span: { text: shortPath(header.workspace), tone: 'accent' } },
    header.isRehearsal ? { side: 'left', rank: 2, span: { text: 'REHEARSAL', tone: 'warn' } } : null,
    isGone ? { side: 'left', rank: 0, span: { text: '! supervisor gone', tone: 'alarm' } } : null,
    header.state === 'running' ? null : { side: 'left', rank: 3, span: { text: header.state, tone: 'warn' } },
    header.waiting === 0
      ? null
      : { side: 'left', rank: 0, span: { text: ` ! ${plural(header.waiting, 'decision')} `, tone: 'call' } },
    header.calling.length === 0 ? null : { side: 'left', rank: 1, span: { text: callText(header), tone: 'alarm' } },
    {
      side: 'left',
      rank: 10,
      span: { text: `${plural(header.workers, 'worker')} · dispatch ${header.dispatch}`, tone: 'quiet' },
    },
    header.usage === '' ? null : { side: 'right', rank: 8, span: { text: header.usage } },
    { side: 'right', rank: 6, span: { text: header.cost, tone: 'strong' } },
    header.saved === null ? null : { side: 'right', rank: 11, span: { text: header.saved, tone: 'good' } },
    header.limits === null
      ? null
      : header.limits.isUrgent
        ? { side: 'right', rank: 6, span: { text: header.limits.text, tone: 'warn' } }
        : { side: 'right', rank: 10, span: { text: header.limits.text, tone: 'quiet' } },
    header.warnings === 0
      ? null
      : { side: 'right', rank: 5, span: { text: plural(header.warnings, 'warning'), tone: 'warn' } },
    { side: 'right', rank: 5, span: { text: heartbeat.text, tone: heartbeat.tone } },
    { side: 'right', rank: 4, span: { text: header.clock } },
  ];
  return items.filter((item) => item !== null);
};

/** The pane of workers says why; from the other pages it must be seen that there is something to see. */
const callText = ({ calling: [first, ...others] }: HeaderView): string =>
  others.length === 0 ? `! worker ${first} needs you` : `! ${others.length + 1} workers need you`;

/** The end of a path says more than its beginning. */
const MAX_PATH_CELLS = 28;
const shortPath = (path: string): string =>
  path.length <= MAX_PATH_CELLS ? path : `…${path.slice(1 - MAX_PATH_CELLS)}`;

const GAP = '  ';

const spaced = (items: readonly Item[]): readonly Span[] =>
  items.flatMap(({ span }, index) => (index === 0 ? [span] : [{ text: GAP }, span]));

const cellsOf = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + visibleWidth(text), 0);

const widthOf = (items: readonly Item[]): number => cellsOf(spaced(items)) + GAP.length;

const bannerSpans = (width: number): readonly Span[] => {
  const words = ' Nothing here is real: a scripted model, no account, no cost.  Go live: ';
  const short = ' Go live: ';
  const lead = visibleWidth(words + GO_LIVE) <= width ? words : visibleWidth(short + GO_LIVE) <= width ? short : '';
  return [
    { text: lead, tone: 'quiet' },
    { text: GO_LIVE, tone: 'accent' },
  ];
};
