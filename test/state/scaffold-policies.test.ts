import { expect, it } from 'vitest';
import { parsePolicies } from '../../src/state/policies-file.ts';
import { policiesMd } from '../../src/state/scaffold/policies-md.ts';

it('the POLICIES.md that init writes reads without a problem, in all its sections', () => {
  const { policy, problems } = parsePolicies(policiesMd);
  expect(problems).toEqual([]);
  const outcomes = new Set(policy.rules.map(({ outcome }) => outcome));
  expect(outcomes).toEqual(new Set(['allow', 'deny', 'ask']));
  expect(policy.rules.length).toBeGreaterThan(40);
});
