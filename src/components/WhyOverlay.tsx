/** The chain of causes behind a worker's or a decision's state, as the journal has it. */
import type { Rect } from './layout.ts';
import { TextOverlay } from './TextOverlay.tsx';
import type { Overlay } from './ui-state.ts';

export const WhyOverlay = ({
  rect,
  overlay,
}: {
  readonly rect: Rect;
  readonly overlay: Extract<Overlay, { kind: 'why' }>;
}) => (
  <TextOverlay
    rect={rect}
    title={overlay.title}
    lines={overlay.lines ?? [[{ text: 'Reading the journal…', tone: 'quiet' }]]}
    scroll={overlay.scroll}
  />
);
