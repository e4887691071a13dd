/**
 * Shares the process among all screens that have output to take in: a little in each turn of the event loop, one screen
 * after the other, and between the turns keys and sockets are served. However many screens flood, nobody waits longer
 * than one turn; and while a person waits for the echo of a key, only that is taken in.
 */
export interface Turns {
  /** Whether this turn's time is used up, and what comes now must wait for a later one. */
  readonly isSpent: () => boolean;
  /** Works in the turns to come until it says that nothing is left; in a turn, the urgent come first. */
  readonly queue: (task: Task) => void;
  /** A key was typed: what is not urgent rests until `release`, and never longer than HOLD_MS. */
  readonly hold: () => void;
  readonly release: () => void;
}

export interface Task {
  /** Does one slice; says whether there is more. */
  readonly work: () => boolean;
  /** A person waits for it. */
  readonly isUrgent: () => boolean;
}

/** What a key may have to wait for output of other screens. */
const TURN_MS = 0.5;
/** A program that echoes does so within this; of ten keys a second to one that does not, nobody else feels much. */
export const HOLD_MS = 5;

export const createTurns = (): Turns => {
  const waiting = new Set<Task>();
  let endsAt: number | null = null;
  let heldUntil = Number.NEGATIVE_INFINITY;
  let rest: NodeJS.Timeout | null = null;

  const isHeld = (): boolean => performance.now() < heldUntil;
  const begin = (): void => {
    endsAt = performance.now() + TURN_MS;
    setImmediate(next);
  };
  const wake = (): void => {
    if (rest !== null) clearTimeout(rest);
    rest = null;
    if (waiting.size > 0 && endsAt === null) begin();
  };
  const isSpent = (): boolean => {
    if (isHeld()) return true;
    if (endsAt === null) begin();
    return endsAt !== null && performance.now() >= endsAt;
  };
  const next = (): void => {
    endsAt = null;
    while (waiting.size > 0) {
      const tasks = [...waiting];
      const urgent = tasks.filter((task) => task.isUrgent());
      if (urgent.length === 0 && isHeld()) {
        rest ??= setTimeout(wake, HOLD_MS);
        return;
      }
      if (endsAt === null) begin();
      for (const task of isHeld() ? urgent : [...urgent, ...tasks]) {
        if (!waiting.delete(task)) continue;
        // Who has worked stands last in line.
        if (task.work()) waiting.add(task);
        if (endsAt !== null && performance.now() >= endsAt) return;
      }
    }
  };

  return {
    isSpent,
    queue: (task) => {
      waiting.add(task);
      if (endsAt === null) begin();
    },
    hold: () => {
      heldUntil = performance.now() + HOLD_MS;
    },
    release: () => {
      heldUntil = Number.NEGATIVE_INFINITY;
      if (rest !== null) wake();
    },
  };
};
