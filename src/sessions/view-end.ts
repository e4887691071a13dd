/** How a view ends when its session does. */
import type { ScreenListener } from '../domain/screens.ts';
import { describeExit } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Tells the listener of the session's end, once, unless the view was closed before. */
export const whenEnded = (
  terminal: Terminal,
  listener: ScreenListener,
  beforeTelling: () => void,
): { readonly isOver: () => boolean; readonly forget: () => void } => {
  let over = false;
  terminal.exited.then((exit) => {
    if (over) return;
    over = true;
    beforeTelling();
    listener.onEnd?.(describeExit(exit));
  });
  return {
    isOver: () => over,
    forget: () => {
      over = true;
    },
  };
};
