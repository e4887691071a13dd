/** The input modes that a session has asked its terminal for. They are the pane's: the person's terminal never has them. */
import type { Terminal } from '@xterm/headless';

export interface PaneModes {
  readonly bracketedPaste: boolean;
  /** Arrows are sent as `ESC O A`. */
  readonly applicationCursor: boolean;
  readonly focus: boolean;
  readonly mouse: 'none' | 'x10' | 'vt200' | 'drag' | 'any';
  /** Mouse reports with coordinates as text (1006). */
  readonly mouseText: boolean;
}

export const watchPaneModes = (terminal: Terminal): (() => PaneModes) => {
  let mouseText = false;
  const see = (value: boolean) => (params: (number | number[])[]) => {
    if (params.includes(MOUSE_TEXT)) mouseText = value;
    return false; // The terminal carries the sequence out itself.
  };
  const forget = (): false => {
    mouseText = false;
    return false;
  };
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, see(true));
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, see(false));
  terminal.parser.registerEscHandler({ final: 'c' }, forget);
  return () => {
    const { bracketedPasteMode, applicationCursorKeysMode, sendFocusMode, mouseTrackingMode } = terminal.modes;
    return {
      bracketedPaste: bracketedPasteMode,
      applicationCursor: applicationCursorKeysMode,
      focus: sendFocusMode,
      mouse: mouseTrackingMode,
      mouseText,
    };
  };
};

const MOUSE_TEXT = 1006;
