/**
 * Shares the process among all screens that have output to take in: a little in each turn of the event loop, one screen
 * after the other, and between the turns keys and sockets are served. However many screens flood, nobody waits longer
 * than one turn; while a person waits for the echo of a key, only that is taken in; and while a person types, what nobody
 * sees is taken in with pauses, in which its programs wait, and the keys and their echoes find a processor free.
 */
export interface Turns {
  /** Whether this turn's time is used up, and what comes now must wait for a later one. */
  readonly isSpent: () => boolean;
  /** Works in the turns to come until it says that nothing is left; in a turn, the urgent come first. */
  readonly queue: (task: Task) => void;
  /** A key was typed: what is not urgent rests until `release`, and never longer than HOLD_MS. */
  readonly hold: () => void;
  /** The echo is drawn: the others rest until it is where the person sees it. */
  readonly release: () => void;
}

export interface Task {
  /** Does one slice; says whether there is more. */
  readonly work: () => boolean;
  /** A person waits for it. */
  readonly isUrgent: () => boolean;
  /** Nobody is to hear of each change at once. */
  readonly isUnseen: () => boolean;
}

/** What a key may have to wait for output of other screens. */
const TURN_MS = 0.5;
/** A program that echoes does so within this; of ten keys a second to one that does not, nobody else feels much. */
export const HOLD_MS = 5;
/** From here to the person's terminal a frame passes another process. */
export const SHOW_MS = 2;
/** Who has not typed for so long has stopped. */
export const TYPING_MS = 1000;
/** Between two turns for what nobody sees, while a person types. */
export const PAUSE_MS = 1;

export const createTurns = (): Turns => {
  const waiting = new Set<Task>();
  let endsAt: number | null = null;
  let heldUntil = Number.NEGATIVE_INFINITY;
  let typedAt = Number.NEGATIVE_INFINITY;
  let isEchoDue = false;
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
  const pause = (): void => {
    const now = performance.now();
    if (now - typedAt >= TYPING_MS) return;
    for (const task of waiting) if (!task.isUnseen()) return;
    heldUntil = Math.max(heldUntil, now + PAUSE_MS);
  };
  const next = (): void => {
    endsAt = null;
    while (waiting.size > 0) {
      const tasks = [...waiting];
      const urgent = tasks.filter((task) => task.isUrgent());
      if (urgent.length === 0 && isHeld()) {
        rest ??= setTimeout(wake, heldUntil - performance.now());
        return;
      }
      if (endsAt === null) begin();
      for (const task of isHeld() ? urgent : [...urgent, ...tasks]) {
        if (!waiting.delete(task)) continue;
        // Who has worked stands last in line.
        if (task.work()) waiting.add(task);
        if (endsAt === null || performance.now() < endsAt) continue;
        pause();
        return;
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
      typedAt = performance.now();
      heldUntil = typedAt + HOLD_MS;
      isEchoDue = true;
    },
    release: () => {
      if (!isEchoDue) return;
      isEchoDue = false;
      heldUntil = performance.now() + SHOW_MS;
      if (rest !== null) wake();
    },
  };
};
