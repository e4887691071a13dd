/**
 * Whether a person is at a terminal, and what their keys add up to: while a view is attached nothing else may be typed
 * there, and half a line that was left behind is theirs to send.
 */
export interface Attendance {
  readonly attended: boolean;
  /**
   * Characters typed since the line was last sent or thrown away. A guess from keys, for programs whose screen does not
   * tell: a key that chose from a menu looks like the first letter of a line.
   */
  readonly hasDraft: boolean;
  /** A view is attached; call the result when it is not. */
  readonly attach: () => () => void;
  /** What the person's keyboard sent. */
  readonly typed: (bytes: string) => void;
  /** Calls `listener` whenever `attended` changes; returns the way to stop. */
  readonly onChange: (listener: () => void) => () => void;
}

export const createAttendance = (): Attendance => {
  const listeners = new Set<() => void>();
  let views = 0;
  let draftChars = 0;

  const setViews = (count: number): void => {
    const wasAttended = views > 0;
    views = count;
    if (wasAttended !== views > 0) for (const listener of listeners) listener();
  };

  return {
    get attended() {
      return views > 0;
    },
    get hasDraft() {
      return draftChars > 0;
    },
    attach: () => {
      let released = false;
      setViews(views + 1);
      return () => {
        if (released) return;
        released = true;
        setViews(views - 1);
      };
    },
    typed: (bytes) => {
      draftChars = draftAfter(draftChars, bytes);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** Length of the line being typed, as far as keys tell: Enter sends it, ctrl-C, ctrl-D and ctrl-U throw it away. */
export const draftAfter = (chars: number, bytes: string): number => {
  let draft = chars;
  for (const key of bytes.replaceAll(KEY_SEQUENCES, '')) {
    if (LINE_ENDING.has(key)) draft = 0;
    else if (key === '\x7f' || key === '\b') draft = Math.max(0, draft - 1);
    else if (key >= ' ' || key === '\n') draft += 1;
  }
  return draft;
};

const LINE_ENDING = new Set(['\r', '\x03', '\x04', '\x15']);
/** Arrows, function keys, paste marks, reports: they move or mark, they write nothing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control sequences.
const KEY_SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?/gs;
