import { expect, test } from 'vitest';
import { fuzzTerminal } from './fuzz-terminal.ts';

const SECONDS = 60;
/** GAFFER_SEED repeats what another run has found. */
const SEED = Number(process.env.GAFFER_SEED ?? Date.now() % 1_000_000);

test(`a minute of random and hostile output breaks nothing (seed ${SEED})`, {
  timeout: 3 * SECONDS * 1000,
}, async () => {
  const { frames, breaches } = await fuzzTerminal(SEED, SECONDS);
  expect(breaches).toEqual([]);
  // Even a slow machine gets through some hundred a second.
  expect(frames).toBeGreaterThan(1_000);
});
