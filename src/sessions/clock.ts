/** Time as an argument: what waits in this room asks a Clock, so that a test can move time by hand. */
export interface Clock {
  readonly now: () => number;
  /** Calls `action` once after `delayMs`; returns the way to call it off. Never keeps the process alive. */
  readonly after: (delayMs: number, action: () => void) => () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
