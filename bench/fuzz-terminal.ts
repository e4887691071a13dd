/**
 * Random and hostile output through parser and painter, as long as wanted: `--seed N` repeats a run, `--seconds N` sets its
 * length. What it holds them to stands in test/fuzz/fuzz-terminal.ts.
 */
import { fuzzTerminal } from '../test/fuzz/fuzz-terminal.ts';
import type { Bench } from './figures.ts';

const SECONDS = 60;
/** What this process may be kept from its keys and sockets by one piece of output. */
const LONGEST_MS = 100;

export const bench: Bench = async (progress, options) => {
  const numberAfter = (name: string, fallback: number): number => {
    const at = options.indexOf(name);
    return at === -1 ? fallback : Number(options[at + 1]);
  };
  const seed = numberAfter('--seed', Date.now() % 1_000_000);
  progress(`seed ${seed}`);
  const { rounds, frames, breaches, longestMs } = await fuzzTerminal(seed, numberAfter('--seconds', SECONDS));
  for (const breach of breaches) progress(breach);
  return {
    rounds: { value: rounds, unit: 'screens', goal: '> 0' },
    frames: { value: frames, unit: 'frames', goal: null },
    breaches: { value: breaches.length, unit: 'breaches', goal: '= 0' },
    longestTurn: { value: longestMs, unit: 'ms', goal: `< ${LONGEST_MS}` },
  };
};
