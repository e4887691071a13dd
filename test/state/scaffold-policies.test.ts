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
  // A value may stand in the same word as its option.
  ['deny', 'npm test -- -o../beta/x'],
  ['ask', 'npm run build -- -I/tmp/x'],
  ['deny', 'npm run lint -- -o../beta/x'],
  ['ask', 'npm test -- -r~/x'],
  ['ask', 'go test -gccgoflags=-B/tmp/x ./...'],
  ['ask', "go test -ldflags='-L/tmp/x' ./..."],
  ['ask', 'make test -kf../beta/Makefile'],
  ['ask', 'make test -C..'],
  // Arguments from a file, brackets around a path, text that a shell or an import would run.
  ['ask', 'npm test -- @/tmp/args'],
  ['ask', 'pytest @../beta/args'],
  ['ask', "npm test -- 'a{/tmp/y}'"],
  ['ask', "npm test -- '`id`'"],
  ['ask', 'npm test -- --import=data:text/javascript,0'],
  ['ask', 'node --test --import=data:text/javascript,0'],
  ['ask', 'node --test --import=file:///tmp/x.mjs'],
  ['ask', 'npm run lint --script-shell=./x'],
  ['ask', "make test 'T=x|sh'"],
  ['ask', 'make test T=x\\;id'],
  ['ask', 'make test -Csub'],
  // More than what was pre-approved.
  ['ask', 'make test deploy'],
  ['ask', 'make test -j4 -- deploy'],
  ['allow', 'make test -f other.mk'],
  ['ask', 'make test -f ../../other.mk'],
  ['ask', 'make test -f other.mk deploy'],
  ['ask', "make test -kE 'x:;id'"],
  ['ask', "make test --eva='x:;id'"],
  ['ask', './gradlew test deploy'],
  ['ask', './gradlew test --scan'],
  ['ask', 'node --test --run deploy'],
  ['ask', 'node --test --experimental-sea-config=x.json'],
  ['ask', 'pytest --pastebin=all'],
  ['ask', 'pytest --tx ssh=host//python=python3 -d'],
  // Other projects lie there.
  ['ask', 'pytest ..'],
  ['ask', 'pytest --rootdir=..'],
  ['ask', 'cargo test --target-dir=../..'],
  ['deny', "gh alias set r 'release create'"],
  ['deny', "gh alias set r '!sudo id'"],
  ['allow', 'make test -j 8 V=1'],
  ['allow', 'make test -s -k -j4'],
  ['allow', "go test -run '^TestParse$' ./..."],
  ['allow', "go test -run '^(TestA|TestB)$/^sub_case$' ./..."],
  ['allow', 'cargo test file::read -- --exact'],
  ['allow', "npm test -- --testPathPattern='index\\.test\\.ts$'"],
  ['ask', "make test 'X=$HOME'"],
  ['allow', "pytest 'tests/test_api.py::test_get[/users]'"],
  ['allow', './gradlew lint test --console=plain'],
  ['allow', 'pytest tests/test_api.py::TestUsers::test_get -vv'],
  ['allow', "pytest -k 'users and not slow' --cov=src --cov-report=term-missing"],
  ['allow', 'cargo test parser::tests::works -- --nocapture'],
  ['allow', "npm test -- -t 'adds / removes items'"],
  ['allow', "npm test -- -t 'GET /api/users'"],
  ['allow', "npm test -- --testNamePattern='GET /api/users'"],
  ['allow', "node --test --test-name-pattern='GET /users' test/"],
  ['ask', "npm test -- -t '/etc/passwd'"],
  ['ask', "npm test -- -t 'x ../../beta'"],
  ['ask', "npm test -- --exec 'cp x /tmp/y'"],
  ['allow', 'npm run lint -- --fix --ext .ts,.tsx src'],
  ['allow', "which node && node --version; npm --version; date '+%F %T'; uname -a; sleep 2"],
  ['ask', 'date -s 12:00'],
  ['deny', 'date -f .env'],
  ['ask', 'node --version -e 1'],
  ['deny', 'which x; sleep 1 | sudo id'],
])('the POLICIES.md that init writes gives %s to %s', (outcome, command) => {
  expect(judged('Bash', { command }, projectId('apps/alpha'))).toMatchObject({ outcome });
});
