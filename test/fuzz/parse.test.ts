import { expect, test } from 'vitest';
import { fuzzParse } from './fuzz-parse.ts';

/** A taste in every run; CI says 60. */
const SECONDS = Number(process.env.GAFFER_FUZZ_SECONDS ?? 10) / 2;
/** The same run for all; a hunt for more sets GAFFER_SEED, and so does who repeats what a hunt has found. */
const SEED = Number(process.env.GAFFER_SEED ?? 1);

test(`${SECONDS} s of random output leave the words that the library alone leaves (seed ${SEED})`, {
  timeout: (30 + 3 * SECONDS) * 1000,
}, () => {
  const { pieces, differences } = fuzzParse(SEED, SECONDS);
  expect(differences).toEqual([]);
  expect(pieces).toBeGreaterThan(SECONDS * 15);
});
