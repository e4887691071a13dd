/** One action later; the result cancels it. A timer of ours keeps no process alive. */
export const inTime = (action: () => void, ms: number): (() => void) => {
  const timer = setTimeout(action, ms).unref();
  return () => clearTimeout(timer);
};
