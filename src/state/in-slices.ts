/** Long work on the event loop in slices: between two of them, panes, gate and keys are served. */
import { setImmediate } from 'node:timers/promises';

/** A key may wait that long for one slice; a tool call as well. */
const SLICE_MS = 4;

/** To be awaited between two short pieces of work: lets others run once the slice is used up. */
export const createSlices = (): (() => Promise<void>) => {
  let startedAt = performance.now();
  return async () => {
    if (performance.now() - startedAt < SLICE_MS) return;
    await setImmediate();
    startedAt = performance.now();
  };
};
