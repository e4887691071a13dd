import { expect, it } from 'vitest';
import { judge } from '../../src/domain/policies/judge.ts';
import { projectFinder } from '../../src/domain/policies/projects.ts';
import { parsePolicies } from '../../src/state/policies-file.ts';
import { policiesMd } from '../../src/state/scaffold/policies-md.ts';

it('the POLICIES.md that init writes reads without a problem, in all its sections', () => {
  const { policy, problems } = parsePolicies(policiesMd);
  expect(problems).toEqual([]);
  const outcomes = new Set(policy.rules.map(({ outcome }) => outcome));
  expect(outcomes).toEqual(new Set(['allow', 'deny', 'ask']));
  expect(policy.rules.length).toBeGreaterThan(40);
});

it.each([
  'TodoWrite',
  'TaskCreate',
  'TaskUpdate',
  'ToolSearch',
  'Agent',
  'Skill',
  'BashOutput',
  'AskUserQuestion',
  'mcp__gaffer__log_change',
])('the POLICIES.md that init writes asks nothing about %s, which every session uses', (tool) => {
  const verdict = judge(
    { tool, input: { description: 'x', prompt: 'x', subagent_type: 'Explore' }, cwd: '/ws', toolUseId: null },
    {
      workspace: '/ws',
      home: '/home/dev',
      user: 'dev',
      policy: parsePolicies(policiesMd).policy,
      worker: null,
      lockedProject: null,
      projectOf: projectFinder(['apps/*']),
      tier: null,
      probe: { lstat: () => null, readlink: () => null, list: () => null, text: () => null },
    },
  );
  expect(verdict).toMatchObject({ outcome: 'allow' });
});
