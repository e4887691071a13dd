/**
 * Mouse reports and bracketed paste for as long as the dashboard is mounted. It is a component because Ink unmounts its
 * tree in every ending, signals and crashes too: so the modes never outlive it.
 */
import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { UiStore } from './ui-state.ts';

export const TerminalModes = ({
  stdout,
  ui,
}: {
  readonly stdout: Pick<NodeJS.WriteStream, 'write'>;
  readonly ui: UiStore;
}) => {
  const mouse = useSyncExternalStore(ui.subscribe, () => ui.getState().mouse);
  useLayoutEffect(() => {
    stdout.write(PASTE_ON);
    return () => {
      stdout.write(PASTE_OFF);
    };
  }, [stdout]);
  useLayoutEffect(() => {
    if (!mouse) return;
    stdout.write(MOUSE_ON);
    return () => {
      stdout.write(MOUSE_OFF);
    };
  }, [stdout, mouse]);
  return null;
};

const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';
/** Presses and wheel (1000), in coordinates without a limit (1006). */
const MOUSE_ON = '\x1b[?1000h\x1b[?1006h';
const MOUSE_OFF = '\x1b[?1006l\x1b[?1000l';
