import { expect, test } from 'vitest';
import { fuzzTerminal } from './fuzz-terminal.ts';

/** A taste in every run; CI says 60. */
const SECONDS = Number(process.env.GAFFER_FUZZ_SECONDS ?? 10);
/** GAFFER_SEED repeats what another run has found. */
const SEED = Number(process.env.GAFFER_SEED ?? Date.now() % 1_000_000);

test(`${SECONDS} s of random and hostile output break nothing (seed ${SEED})`, {
  timeout: (30 + 3 * SECONDS) * 1000,
}, async () => {
  const { frames, breaches } = await fuzzTerminal(SEED, SECONDS);
  expect(breaches).toEqual([]);
  // Even a slow machine gets through some tens a second.
  expect(frames).toBeGreaterThan(SECONDS * 15);
});
