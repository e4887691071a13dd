/** What stands on the line above a screen in place of how its worker does: for a while, or until something else is said. */
import type { Schedule } from './bar-line.ts';

export interface BarNote {
  readonly text: () => string | null;
  /** Null takes it away. */
  readonly say: (text: string | null, forMs?: number) => void;
  /** Stays until something else is said. */
  readonly keep: (text: string) => void;
  readonly stop: () => void;
}

export const createBarNote = (schedule: Schedule, onChange: () => void): BarNote => {
  let note: string | null = null;
  let cancel = (): void => {};
  const set = (text: string | null): void => {
    cancel();
    note = text;
    onChange();
  };
  return {
    text: () => note,
    say: (text, forMs = NOTE_MS) => {
      set(text);
      if (text !== null) cancel = schedule(() => set(null), forMs);
    },
    keep: set,
    stop: () => cancel(),
  };
};

/** Long enough to read a sentence; then decisions and keys have the line again. */
const NOTE_MS = 4000;
