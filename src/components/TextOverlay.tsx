/** Text over the whole body, scrolled by lines; the frame of help, why and the decision's card. */
import { innerSize, type Rect } from './layout.ts';
import type { Line } from './line.tsx';
import { Pane } from './Pane.tsx';
import type { Tone } from './theme.ts';

export const TextOverlay = ({
  rect,
  title,
  tone = 'plain',
  lines,
  scroll,
}: {
  readonly rect: Rect;
  readonly title: string;
  readonly tone?: Tone;
  readonly lines: readonly Line[];
  /** May be past the end, which is then shown. */
  readonly scroll: number;
}) => {
  const { rows } = innerSize(rect);
  const first = Math.min(scroll, Math.max(0, lines.length - rows));
  const hidden = lines.length - first - rows;
  const shown = hidden > 0 ? lines.slice(first, first + rows - 1) : lines.slice(first);
  const more: readonly Line[] = hidden > 0 ? [[{ text: `… ${hidden + 1} more lines`, tone: 'quiet' }]] : [];
  return (
    <Pane rect={rect} isFocused content={{ title, tone, lines: [...shown, ...more].map((spans) => ({ spans })) }} />
  );
};
