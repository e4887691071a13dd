/** What happened last, newest first; the answer to the last key takes its place until the next one. */
import { Box } from 'ink';
import { type ActivityItem, activityItems } from '../state/selectors.ts';
import type { Rect } from './layout.ts';
import { type Line, LineText } from './line.tsx';
import type { Tone } from './theme.ts';
import type { DashboardView } from './view.ts';

export const ActivityLine = ({ view, rect }: { readonly view: DashboardView; readonly rect: Rect }) => (
  <Box position="absolute" top={rect.top} left={rect.left} width={rect.width} height={1}>
    <LineText width={rect.width} spans={activitySpans(view)} />
  </Box>
);

/** More than a line of any width shows. */
const MAX_ITEMS = 4;

const TONES: Readonly<Record<ActivityItem['level'], Tone>> = { info: 'quiet', warn: 'warn', alarm: 'alarm' };
const LEVEL_GLYPHS: Readonly<Record<ActivityItem['level'], string>> = { info: '', warn: '! ', alarm: '✗ ' };

const activitySpans = ({ ui, world }: DashboardView): Line => {
  if (ui.answer !== null) return [{ text: ' ' }, { text: ui.answer.text, tone: ui.answer.tone }];
  const items = activityItems(world, MAX_ITEMS);
  if (items.length === 0) return [{ text: ' Nothing happened yet.', tone: 'quiet' }];
  return items.flatMap((item, index) => [
    { text: index === 0 ? ' ' : ' · ', tone: 'quiet' as const },
    { text: `${item.at} ${LEVEL_GLYPHS[item.level]}${item.text}`, tone: TONES[item.level] },
  ]);
};
