/**
 * What happened last, newest first. The answer to the last key takes its place until the next key; one that asks nothing of
 * the person gives way to news, once there was time to read it.
 */
import { Box } from 'ink';
import type { World } from '../domain/world.ts';
import { type ActivityItem, activityItems } from '../state/selectors.ts';
import type { Rect } from './layout.ts';
import { type Line, LineText, wrap } from './line.tsx';
import type { Tone } from './theme.ts';
import type { KeyAnswer } from './ui-state.ts';
import type { DashboardView } from './view.ts';

export const ActivityLine = ({ view, rect }: { readonly view: DashboardView; readonly rect: Rect }) => {
  const lines = activityLines(view, rect.width);
  return lines.map((spans, index) => (
    <Box
      // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place.
      key={index}
      position="absolute"
      top={rect.top + 1 - lines.length + index}
      left={rect.left}
      width={rect.width}
      height={1}
    >
      <LineText width={rect.width} spans={spans} />
    </Box>
  ));
};

/** More than a line of any width shows. */
const MAX_ITEMS = 4;

const TONES: Readonly<Record<ActivityItem['level'], Tone>> = { info: 'quiet', warn: 'warn', alarm: 'alarm' };
const LEVEL_GLYPHS: Readonly<Record<ActivityItem['level'], string>> = { info: '', warn: '! ', alarm: '✗ ' };

const activityLines = ({ ui, world }: DashboardView, width: number): readonly Line[] => {
  if (ui.answer !== null && !isOverBy(ui.answer, world)) return answerLines(ui.answer, width);
  const items = activityItems(world, MAX_ITEMS);
  if (items.length === 0) return [[{ text: ' Nothing happened yet.', tone: 'quiet' }]];
  return [
    items.flatMap((item, index) => [
      { text: index === 0 ? ' ' : ' · ', tone: 'quiet' as const },
      { text: `${item.at} ${LEVEL_GLYPHS[item.level]}${item.text}`, tone: TONES[item.level] },
    ]),
  ];
};

const isOverBy = ({ at, tone }: KeyAnswer, { notices }: World): boolean => {
  const asksNothing = tone === 'plain' || tone === 'good';
  return asksNothing && (notices.at(-1)?.at ?? 0) > at + READING_MS;
};

/** For a sentence. */
const READING_MS = 5_000;

/** What to do about a refusal stands at its end: a long one takes the border above it too, until the next key. */
const answerLines = ({ text, tone }: KeyAnswer, width: number): readonly Line[] => {
  const [first = '', ...rest] = wrap(text, Math.max(1, width - 2));
  const lines = rest.length === 0 ? [first] : [first, text.slice(first.length).trimStart()];
  return lines.map((line) => [{ text: ' ' }, { text: line, tone }]);
};
