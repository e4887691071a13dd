/**
 * A view that is painted on the outer terminal, with the keyboard behind it when it is attached. It paints at once behind a
 * key, never a frame that the program has only half drawn, and never faster than it costs.
 */
import type { ScreenListener, ScreenRequest, ScreenView } from '../domain/screens.ts';
import type { Clock } from './clock.ts';
import { createLooking } from './looking.ts';
import { createPace } from './pace.ts';
import type { Rectangle } from './painted.ts';
import { createPainter } from './painter.ts';
import { FOCUS_IN, FOCUS_OUT, paneKeys } from './pane-keys.ts';
import { ECHO_MS, type Terminal } from './terminal.ts';
import { whenEnded } from './view-end.ts';

/** Sixty frames a second: more are not seen, and each costs a walk over the cells. */
export const FRAME_MS = 16;
/** While output waits to be taken in, frames only show what is about to be written over. */
const FLOOD_FRAME_MS = 40;
/** Drawing is left this part of the time, however much there is to draw. */
const DRAWING_SHARE = 0.1;
/** A program that begins a synchronized frame and does not end it is drawn as it is after this time. */
export const HALF_DRAWN_MS = 100;

export const openPaintedView = (
  terminal: Terminal,
  request: Extract<ScreenRequest, { kind: 'attach' | 'watch' }>,
  listener: ScreenListener,
  clock: Clock,
): ScreenView => {
  const { screen, attendance } = terminal;
  const painter = createPainter();
  const looking = createLooking(screen);
  const isAttached = request.kind === 'attach';
  const detach = isAttached ? attendance.attach() : null;
  let rectangle: Rectangle = rectangleOf(request);
  const claim = isAttached ? terminal.claimSize(rectangle) : null;
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  let cancelPatience: (() => void) | null = null;

  let paintMs = 0;
  const frameMs = (): number => Math.max(screen.isBehind ? FLOOD_FRAME_MS : FRAME_MS, paintMs / DRAWING_SHARE);

  const frames = createPace(clock, frameMs, () => {
    // A half drawn frame is not shown while its end is still waited for.
    if (cancelPatience !== null) return;
    const startedAt = clock.now();
    const above = looking.above();
    const bytes = painter.paint(screen, rectangle, { above, marked: looking.marked(rectangle.rows) });
    if (bytes !== '') listener.onPaint?.(bytes);
    paintMs = clock.now() - startedAt;
  });
  const losePatience = (): void => {
    cancelPatience?.();
    cancelPatience = null;
    frames.hurry();
  };

  const stopWatching = screen.onChange(() => {
    if (screen.synchronized) {
      cancelPatience ??= clock.after(HALF_DRAWN_MS, losePatience);
      return;
    }
    cancelPatience?.();
    cancelPatience = null;
    if (clock.now() - lastKeyAt <= ECHO_MS) frames.hurry();
    else frames.request();
  });
  frames.request();
  // A person has come to this screen.
  if (isAttached && screen.modes.focus) terminal.write(FOCUS_IN);

  const close = (): void => {
    if (isAttached && screen.modes.focus) terminal.write(FOCUS_OUT);
    stopWatching();
    frames.stop();
    cancelPatience?.();
    claim?.release();
    detach?.();
  };
  const end = whenEnded(terminal, listener, () => {
    losePatience(); // Its last words.
    close();
  });

  return {
    write: (bytes) => {
      if (end.isOver() || !isAttached) return;
      lastKeyAt = clock.now();
      const keys = paneKeys(bytes, screen.modes, rectangle);
      if (keys !== '') terminal.write(keys);
      attendance.typed(bytes);
    },
    resize: (size) => {
      if (end.isOver()) return;
      rectangle = rectangleOf(size);
      claim?.change(rectangle);
      frames.request();
    },
    repaint: () => {
      painter.reset();
      losePatience();
    },
    look: (look) => {
      const looked = looking.look(look, rectangle.rows);
      losePatience();
      listener.onLooked?.(looked);
    },
    close: () => {
      end.forget();
      close();
    },
  };
};

const rectangleOf = ({ top, left, cols, rows }: Rectangle): Rectangle => ({ top, left, cols, rows });
