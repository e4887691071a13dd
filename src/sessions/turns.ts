/**
 * Shares the process among all screens that have output to take in: a little in each turn of the event loop, one screen
 * after the other, and between the turns keys and sockets are served. However many screens flood, nobody waits longer
 * than one turn.
 */
export interface Turns {
  /** Whether this turn's time is used up, and what comes now must wait for a later one. */
  readonly isSpent: () => boolean;
  /** Works in the turns to come until it says that nothing is left; in a turn, the urgent come first. */
  readonly queue: (task: Task) => void;
}

export interface Task {
  /** Does one slice; says whether there is more. */
  readonly work: () => boolean;
  /** A person waits for it. */
  readonly isUrgent: () => boolean;
}

/** What a key may have to wait for output of other screens. */
const TURN_MS = 1;

export const createTurns = (): Turns => {
  const waiting = new Set<Task>();
  let endsAt: number | null = null;

  const begin = (): void => {
    endsAt = performance.now() + TURN_MS;
    setImmediate(next);
  };
  const isSpent = (): boolean => {
    if (endsAt === null) begin();
    return endsAt !== null && performance.now() >= endsAt;
  };
  const next = (): void => {
    endsAt = null;
    if (waiting.size === 0) return;
    begin();
    do {
      const tasks = [...waiting];
      const urgent = tasks.filter((task) => task.isUrgent());
      for (const task of [...urgent, ...tasks]) {
        if (!waiting.delete(task)) continue;
        // Who has worked stands last in line.
        if (task.work()) waiting.add(task);
        if (isSpent()) return;
      }
    } while (waiting.size > 0);
  };

  return {
    isSpent,
    queue: (task) => {
      waiting.add(task);
      if (endsAt === null) begin();
    },
  };
};
