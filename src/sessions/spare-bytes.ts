/**
 * Memory of lines that were thrown away, for the lines that come: a flood would else make tens of megabytes of it a second,
 * and each few of them a whole collection, in which every key waits.
 */

/** Room for so many bytes, and some more; what stands in it is anything. */
export const takeBytes = (size: number): Buffer => {
  const steps = Math.ceil(size / STEP_BYTES);
  return spare[steps]?.pop() ?? Buffer.allocUnsafeSlow(steps * STEP_BYTES);
};

/** Of what `takeBytes` gave; nobody may look at it any more. */
export const giveBack = (bytes: Buffer): void => {
  const rooms = spare[bytes.length / STEP_BYTES];
  if (rooms !== undefined && rooms.length < MAX_SPARE) rooms.push(bytes);
};

const STEP_BYTES = 16_384;
/** Larger ones are rare. */
const MAX_STEPS = 8;
const MAX_SPARE = 16;
/** By their steps; nine megabytes at most. */
const spare: readonly Buffer[][] = Array.from({ length: MAX_STEPS + 1 }, () => []);
