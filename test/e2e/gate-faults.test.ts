import { describe, expect, it } from 'vitest';
import { GATE_FAULTS, runFault, runWithoutGate, SESSION_FAULTS } from '../kit/gate-faults.ts';

/** Enough to show it: the benchmark repeats each fault twenty times. */
const CALLS = 1;

describe('a gate that fails before a real session', { timeout: 120_000 }, () => {
  it('would let the very same calls run if it were not there', async () => {
    const { ran } = await runWithoutGate(CALLS);
    expect(ran).toHaveLength(CALLS);
  });

  it.each([...GATE_FAULTS, ...SESSION_FAULTS])('runs nothing undecided: %s', async (fault) => {
    const { ran, results } = await runFault(fault, CALLS);
    expect(ran).toEqual([]);
    expect(results).toHaveLength(CALLS);
    for (const result of results) expect(result.isError).toBe(true);
  });
});
