/** A view of a terminal, on the supervisor's side: drawn only when the screen has changed; at rest it keeps no timer. */
import type { ScreenListener, ScreenRequest, ScreenView } from '../domain/screens.ts';
import { type Clock, systemClock } from './clock.ts';
import { openPaintedView } from './painted-view.ts';
import { openPreviewView } from './preview-view.ts';
import type { Terminal } from './terminal.ts';

export const openView = (
  terminal: Terminal,
  request: ScreenRequest,
  listener: ScreenListener,
  clock: Clock = systemClock,
): ScreenView => {
  switch (request.kind) {
    case 'attach':
    case 'watch':
      return openPaintedView(terminal, request, listener, clock);
    case 'preview':
      return openPreviewView(terminal, request, listener, clock);
  }
};
