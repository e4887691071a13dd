/** A view that is glanced at: rows of cells at a calm pace, without a keyboard. */
import type { ScreenListener, ScreenRequest, ScreenView } from '../domain/screens.ts';
import type { Clock } from './clock.ts';
import { createPace } from './pace.ts';
import { previewOf } from './preview.ts';
import type { Terminal } from './terminal.ts';
import { whenEnded } from './view-end.ts';

/** Ten a second: faster is not seen at a glance. */
export const PREVIEW_MS = 100;

export const openPreviewView = (
  terminal: Terminal,
  request: Extract<ScreenRequest, { kind: 'preview' }>,
  listener: ScreenListener,
  clock: Clock,
): ScreenView => {
  const { screen } = terminal;
  let { cols, rows } = request;
  let shownSerial = -1;

  const frames = createPace(
    clock,
    () => PREVIEW_MS,
    () => {
      if (screen.serial === shownSerial) return;
      shownSerial = screen.serial;
      listener.onPreview?.(previewOf(screen, cols, rows));
    },
  );
  const again = (): void => {
    shownSerial = -1;
    frames.request();
  };
  const stopWatching = screen.onChange(frames.request);
  frames.request();

  const close = (): void => {
    stopWatching();
    frames.stop();
  };
  const end = whenEnded(terminal, listener, () => {
    frames.hurry();
    close();
  });

  return {
    // A preview has no keyboard.
    write: () => {},
    resize: (size) => {
      ({ cols, rows } = size);
      again();
    },
    repaint: again,
    look: () => {},
    close: () => {
      end.forget();
      close();
    },
  };
};
