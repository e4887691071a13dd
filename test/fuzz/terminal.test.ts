import { expect, test } from 'vitest';
import { fuzzTerminal } from './fuzz-terminal.ts';

/** A taste in every run; CI says 60. */
const SECONDS = Number(process.env.GAFFER_FUZZ_SECONDS ?? 10);
/** The same run for all; a hunt for more sets GAFFER_SEED, and so does who repeats what a hunt has found. */
const SEED = Number(process.env.GAFFER_SEED ?? 1);

test(`${SECONDS} s of random and hostile output break nothing (seed ${SEED})`, {
  timeout: (30 + 3 * SECONDS) * 1000,
}, async () => {
  const { frames, breaches } = await fuzzTerminal(SEED, SECONDS);
  expect(breaches).toEqual([]);
  // Even a slow machine gets through some tens a second.
  expect(frames).toBeGreaterThan(SECONDS * 15);
});
