import { describe, expect, it } from 'vitest';
import { GATE_FAULTS, runBadSettings, runFault, runWithoutGate, SESSION_FAULTS } from '../kit/gate-faults.ts';

/** Enough to show it: the benchmark repeats each fault twenty times. */
const CALLS = 1;

describe('a gate that fails before a real session', { timeout: 120_000 }, () => {
  it('would let the very same calls run if it were not there', async () => {
    const { ran } = await runWithoutGate(CALLS);
    expect(ran).toHaveLength(CALLS);
  });

  it('gives no work to a session whose settings have one bad value', async () => {
    expect((await runBadSettings(1)).ran).toEqual([]);
  });

  it.each([...GATE_FAULTS, ...SESSION_FAULTS])('runs nothing undecided: %s', async (fault) => {
    const { ran, results } = await runFault(fault, CALLS);
    expect(ran).toEqual([]);
    expect(results).toHaveLength(CALLS);
    for (const result of results) expect(result.isError).toBe(true);
  });
});
