import { linkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { projectId, workerNumber } from '../../../src/domain/ids.ts';
import type { CallingWorker, JudgeContext, TierLimit } from '../../../src/domain/policies/context.ts';
import { derive, judge } from '../../../src/domain/policies/judge.ts';
import { emptyPolicy } from '../../../src/domain/policies/policy.ts';
import type { ToolCall } from '../../../src/domain/policies/verdict.ts';
import { parsePolicies } from '../../../src/state/policies-file.ts';
import { contextIn } from '../../kit/judge-corpus.ts';
import { makePolicyWorkspace } from '../../kit/policy-workspace.ts';

const world = makePolicyWorkspace();
afterAll(world.dispose);

const alpha = `${world.workspace}/apps/alpha`;
const bash = (command: string): ToolCall => ({ tool: 'Bash', input: { command }, cwd: alpha, toolUseId: null });
const edit = (file: string): ToolCall => ({
  tool: 'Edit',
  input: { file_path: file, old_string: 'a', new_string: 'b' },
  cwd: alpha,
  toolUseId: null,
});
const context = (more: Partial<JudgeContext> = {}): JudgeContext => ({
  ...contextIn(world, emptyPolicy, 'apps/alpha'),
  ...more,
});
const under = (rules: string): JudgeContext => context({ policy: parsePolicies(rules).policy });
const seat = (number: number, live = true): CallingWorker => ({ number: workerNumber(number), live });

describe('the guard', () => {
  test('denies a session that is not the live one, whatever it asks', () => {
    expect(judge(bash('ls'), context({ worker: seat(1, false) }))).toMatchObject({ outcome: 'deny' });
  });

  test('never allows a call without an absolute working directory', () => {
    expect(judge({ ...bash('ls'), cwd: 'apps' }, context()).outcome).toBe('ask');
  });
});

describe('status files', () => {
  test("a worker may edit its own WORKERn.md and nobody else's", () => {
    const file = `${world.workspace}/WORKER1.md`;
    expect(judge(edit(file), context({ worker: seat(1) })).outcome).toBe('allow');
    expect(judge(edit(file), context({ worker: seat(2) })).outcome).toBe('deny');
  });

  test('its own status file is not to be changed past the gate, by a shell', () => {
    const call = bash(`echo x > ${world.workspace}/WORKER1.md`);
    expect(judge(call, context({ worker: seat(1) })).outcome).toBe('deny');
  });
});

describe('tiers', () => {
  const tier: TierLimit = { name: 'haiku', ladder: ['ollama', 'haiku', 'opus'] };
  const task = (model?: string): ToolCall => ({
    tool: 'Task',
    input: model === undefined ? { prompt: 'x' } : { prompt: 'x', model },
    cwd: alpha,
    toolUseId: null,
  });
  const rules = '## Pre-approved\n- `Task`\n';

  test.each([
    [undefined, 'allow'],
    ['haiku', 'allow'],
    ['claude-haiku-4-5', 'allow'],
    ['opus', 'deny'],
    ['sonnet', 'deny'],
  ])('a subagent on %s is judged %s for a haiku worker', (model, outcome) => {
    expect(judge(task(model), { ...under(rules), tier }).outcome).toBe(outcome);
  });

  test('the refusal names the tier that is allowed', () => {
    expect(judge(task('opus'), { ...under(rules), tier }).because).toContain('haiku');
  });
});

describe('rules of POLICIES.md', () => {
  test('a permission allows what nothing else speaks of, and is quoted with its line', () => {
    expect(judge(bash('cargo test --all'), under('## Pre-approved\n- `Bash(cargo test:*)` - daily\n'))).toEqual({
      outcome: 'allow',
      rule: 'Bash(cargo test:*)',
      from: 'POLICIES.md:2',
      because: 'daily',
    });
  });

  test.each([
    'cargo testing',
    'cargo test; cargo publish',
    'cargo test $(id)',
    'cargo test > ../beta/x',
    'cd ../beta && cargo test',
    'cargo test --manifest-path ../beta/Cargo.toml',
    'cargo test --target-dir /tmp/x',
  ])('a permission for cargo test does not allow: %s', (command) => {
    expect(judge(bash(command), under('## Pre-approved\n- `Bash(cargo test:*)`\n')).outcome).not.toBe('allow');
  });

  test('a permission never covers an option that is known to run or write', () => {
    const generous = under('## Pre-approved\n- `Bash(find:*)`, `Bash(git:*)`, `Bash(sort:*)`\n');
    for (const command of ['find . -delete', 'git -c core.fsmonitor=x status', 'sort -o x README.md', 'git push -f'])
      expect(judge(bash(command), generous).outcome, command).not.toBe('allow');
  });

  test('a prohibition is found in any order of options and inside wrappers', () => {
    const strict = under('## Boundaries\n- `Bash(terraform apply -auto-approve:*)`\n');
    for (const command of [
      'terraform apply -x -auto-approve',
      'env A=1 terraform apply -auto-approve',
      'bash -c "terraform apply -auto-approve"',
    ])
      expect(judge(bash(command), strict).outcome, command).toBe('deny');
  });

  test('a prohibition of a verb does not speak of the same word elsewhere', () => {
    const strict = under('## Boundaries\n- `Bash(npm publish:*)`\n');
    expect(judge(bash('npm test -- publish'), strict).outcome).toBe('allow');
    expect(judge(bash('npm --tag next publish'), strict).outcome).toBe('deny');
  });

  test('a question about a file covers the shell as well as the tools', () => {
    const asks = under('## Ask first\n- `Edit(**/*.lock)`\n');
    expect(judge(edit(`${alpha}/a.lock`), asks).outcome).toBe('ask');
    expect(judge(bash('echo x > a.lock'), asks).outcome).toBe('ask');
    expect(judge(bash('echo x > a.txt'), asks).outcome).toBe('allow');
  });

  test('a permission to edit everything does not reach the shared files of the workspace', () => {
    const file = `${world.workspace}/BACKLOG.md`;
    expect(judge(edit(file), under('## Pre-approved\n- `Edit(**)`\n')).outcome).toBe('ask');
    expect(judge(edit(file), under('## Pre-approved\n- `Edit(BACKLOG.md)`\n')).outcome).toBe('allow');
  });

  test('no permission opens a built-in boundary', () => {
    const all = under('## Pre-approved\n- `Bash`, `Read`, `Edit`, `Read(~/.ssh/**)`, `Edit(POLICIES.md)`\n');
    for (const call of [
      bash('sudo ls'),
      bash('cat ~/.ssh/id_rsa'),
      edit(`${world.workspace}/POLICIES.md`),
      edit(`${alpha}/.env`),
      edit(`${world.workspace}/apps/beta/x`),
    ])
      expect(judge(call, all).outcome).toBe('deny');
  });

  test('a rule for a tool by name holds for tools that gaffer does not know', () => {
    const call: ToolCall = { tool: 'mcp__docs__search', input: { q: 'x' }, cwd: alpha, toolUseId: null };
    expect(judge(call, context()).outcome).toBe('ask');
    expect(judge(call, under('## Pre-approved\n- `mcp__docs__*`\n')).outcome).toBe('allow');
  });

  test('a web rule is held to the host that it names', () => {
    const fetching = (url: string): ToolCall => ({
      tool: 'WebFetch',
      input: { url, prompt: 'x' },
      cwd: alpha,
      toolUseId: null,
    });
    const rules = under('## Pre-approved\n- `WebFetch(domain:docs.example.com)`\n');
    expect(judge(fetching('https://docs.example.com/a'), rules).outcome).toBe('allow');
    expect(judge(fetching('https://docs.example.com@evil.example/a'), rules).outcome).toBe('ask');
  });
});

describe('what ripgrep heeds', () => {
  const beta = `${world.workspace}/apps/beta`;
  const searched = (command = 'rg KEY'): string =>
    judge({ ...bash(command), cwd: beta }, { ...context(), lockedProject: projectId('apps/beta') }).outcome;
  const withFile = (name: string, make: (path: string) => void, then: () => void): void => {
    const path = `${beta}/${name}`;
    make(path);
    try {
      then();
    } finally {
      rmSync(path);
    }
  };

  test.each([
    ['node_modules\ndist/\n!dist/keep.js\n', 'allow'],
    ['.env*\n!.env.example\n', 'allow'],
    ['*\n!*/\n!src/**/*.ts\n', 'allow'],
    ['# !.env\n', 'allow'],
    ['!.env\n', 'ask'],
    ['dist\n!/.e*\r\n', 'ask'],
    ['!*', 'ask'],
    ['!.{git,env}', 'ask'],
  ])('in ignore files that say %j makes a search %s', (text, outcome) => {
    for (const name of ['.gitignore', '.ignore', '.rgignore']) {
      withFile(
        name,
        (path) => writeFileSync(path, text),
        () => {
          expect(searched()).toBe(outcome);
          expect(searched('cd src && rg KEY .')).toBe(outcome);
        },
      );
    }
  });

  test('is no way to have a secret quoted: an ignore file that is another name of one is the secret', () => {
    for (const link of [symlinkSync, linkSync])
      withFile(
        '.ignore',
        (path) => link(`${beta}/.env`, path),
        () => expect(searched()).toBe('ask'),
      );
    withFile(
      '.ignore',
      (path) => symlinkSync('README.md', path),
      () => expect(searched()).toBe('allow'),
    );
  });

  test('is in the derivation, one step for each place that is searched', () => {
    const { parts } = derive(bash('rg x src README.md'), context());
    const heeded = parts.flatMap(({ steps }) =>
      steps.flatMap(({ act }) => (act.kind === 'read' && act.how === 'ignores' ? [act.path] : [])),
    );
    expect(heeded).toEqual([`${alpha}/src`, `${alpha}/README.md`]);
  });
});

describe('a verdict', () => {
  test('is the strictest finding of the derivation, which shows every part', () => {
    const derivation = derive(bash('ls && sudo ls'), context());
    expect(derivation.verdict.outcome).toBe('deny');
    expect(derivation.parts.map(({ text }) => text)).toEqual(expect.arrayContaining(['ls', 'sudo ls']));
  });

  test.each([
    ['pytest link-to-beta', 'deny'],
    ['make test --directory=link-to-beta', 'deny'],
    ['npm test -- link-to-beta', 'deny'],
    ['pytest link-to-root', 'ask'],
    ['pytest src-link', 'allow'],
    ['pytest src', 'allow'],
  ])('for %s looks where a bare word leads: %s', (command, outcome) => {
    const rules = under('## Pre-approved\n- `Bash(pytest:*)`, `Bash(make test:*)`, `Bash(npm test:*)` in locked\n');
    expect(judge(bash(command), rules).outcome).toBe(outcome);
  });

  test.each([
    ['Bash(make test:*)', 'make test deploy', 'ask'],
    ['Bash(make lint test)', 'make lint test', 'allow'],
    ['Bash(make lint test:*)', 'make lint test -j4', 'allow'],
    ['Bash(make:*)', 'make test deploy', 'allow'],
    ['Bash(./gradlew clean test:*)', './gradlew clean test --offline', 'allow'],
    ['Bash(./gradlew test:*)', './gradlew test installDebug', 'ask'],
  ])('under %s of %s is: %s, for a goal is covered by the rule that names it', (rule, command, outcome) => {
    expect(judge(bash(command), under(`## Pre-approved\n- \`${rule}\` in locked\n`)).outcome).toBe(outcome);
  });

  test.each(['cat copy.txt', 'diff copy.txt README.md', 'diff -r copy.txt README.md', 'grep -r x copy.txt'])(
    'is a question for %s when the file is another name (hard link) of a secret',
    (command) => {
      linkSync(`${alpha}/.env`, `${alpha}/copy.txt`);
      try {
        expect(judge(bash(command), context()).outcome).toBe('ask');
      } finally {
        rmSync(`${alpha}/copy.txt`);
      }
    },
  );

  test('is the same for the same call, every time', () => {
    const call = bash('cat src/*.ts | head -5');
    expect(judge(call, context())).toEqual(judge(call, context()));
  });

  test('is never allow when what a glob matches cannot be listed', () => {
    const blind = context({ probe: { ...context().probe, list: () => null } });
    expect(judge(bash('cat src/*.ts'), blind).outcome).toBe('ask');
  });

  test('survives a probe that throws, as a question', () => {
    const broken = context({
      probe: {
        lstat: () => {
          throw new Error('disk gone');
        },
        readlink: () => null,
        list: () => null,
        text: () => null,
      },
    });
    expect(judge(bash('ls'), broken).outcome).toBe('ask');
  });
});
