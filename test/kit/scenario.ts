/** Scenarios for tests, from the text that a person would write; a fault in it fails the test that wrote it. */
import { describeProblem } from '../../src/domain/problem.ts';
import { parseScenario, type Scenario } from '../../src/rehearsal/scenario.ts';

export const aScenario = (yaml: string): Scenario => {
  const reading = parseScenario(`name: test\n${yaml}`, 'test.yaml');
  if (!reading.ok) throw new Error(reading.problems.map(describeProblem).join('\n'));
  return reading.value;
};

/** One project, one task T1 in it, whose script these turns are. */
export const aScript = (turns: string): Scenario =>
  aScenario(`
workspace: { projects: [{ path: apps/alpha }] }
backlog: [{ id: T1, title: Greet, project: apps/alpha, tier: haiku }]
scripts:
- turns:${turns}`);

/** The problems of a scenario that cannot be read, as a person sees them. */
export const faultsOf = (yaml: string): readonly string[] => {
  const reading = parseScenario(yaml, 'test.yaml');
  return reading.ok ? [] : reading.problems.map(describeProblem);
};
