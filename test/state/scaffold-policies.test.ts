import { expect, it } from 'vitest';
import { type ProjectId, projectId } from '../../src/domain/ids.ts';
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

const judged = (tool: string, input: unknown, lockedProject: ProjectId | null) =>
  judge(
    { tool, input, cwd: lockedProject === null ? '/ws' : `/ws/${lockedProject}`, toolUseId: null },
    {
      workspace: '/ws',
      home: '/home/dev',
      user: 'dev',
      policy: parsePolicies(policiesMd).policy,
      worker: null,
      lockedProject,
      projectOf: projectFinder(['apps/*']),
      tier: null,
      probe: { lstat: () => null, readlink: () => null, list: () => null, text: () => null },
    },
  );

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
  const input = { description: 'x', prompt: 'x', subagent_type: 'Explore' };
  expect(judged(tool, input, null)).toMatchObject({ outcome: 'allow' });
});

it.each([
  ['allow', 'node --test test/a.test.js'],
  ['allow', "node --test 'test/**/*.test.js'"],
  ['allow', "node --test --test-name-pattern='adds / removes' test/"],
  ['allow', 'node --test --test-reporter=lcov --test-reporter-destination=lcov.info'],
  ['ask', 'node --test --import=/tmp/evil.mjs'],
  ['ask', 'node --test --test-reporter=/tmp/evil.js'],
  ['ask', 'node --test /tmp/evil.test.js'],
  ['ask', "node --test -e 'process.exit()'"],
  ['ask', 'node --test --inspect=0.0.0.0:9229'],
  ['deny', 'node --test --test-reporter-destination=../beta/x'],
  ['deny', 'node --test -e \'require("fs").writeFileSync("../beta/x", "")\''],
  ['deny', 'node --test ../beta/test/a.test.js'],
  ['allow', 'cargo test --features a,b -- --nocapture'],
  ['ask', 'cargo test --config \'build.rustc-wrapper="/tmp/x"\''],
  ['deny', 'cargo test --manifest-path=../beta/Cargo.toml'],
  ['allow', 'go test -race -run TestX ./pkg/a'],
  ['ask', 'go test -exec ./x ./...'],
  ['allow', 'make test V=1'],
  ['ask', 'make test SHELL=/tmp/x'],
  ['ask', 'make test .SHELLFLAGS=-c'],
  ['deny', 'make test DIR=../beta'],
])('the POLICIES.md that init writes gives %s to %s', (outcome, command) => {
  expect(judged('Bash', { command }, projectId('apps/alpha'))).toMatchObject({ outcome });
});
