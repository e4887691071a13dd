import { describe, expect, test } from 'vitest';
import { parsePolicies } from '../../src/state/policies-file.ts';

const rulesOf = (markdown: string) => parsePolicies(markdown).policy.rules;

describe('rules in POLICIES.md', () => {
  test('every code span before the reason is a rule of the section, with its line', () => {
    const source = '# P\n\n## Pre-approved\n\n- `Bash(npm test)`, `Bash(npm run build:*)` - daily work\n';
    expect(rulesOf(source)).toMatchObject([
      { outcome: 'allow', tool: 'Bash', specifier: 'npm test', line: 5, reason: 'daily work', text: 'Bash(npm test)' },
      { outcome: 'allow', tool: 'Bash', specifier: 'npm run build:*', line: 5, reason: 'daily work' },
    ]);
  });

  test.each([
    ['`Edit(**)` in locked', { kind: 'locked' }],
    ['`Edit(**)` only inside the locked project', { kind: 'locked' }],
    ['`Edit(**)` outside locked - why', { kind: 'unlocked' }],
    ['`Edit(**)` outside the locked project', { kind: 'unlocked' }],
    ['`Edit(**)` in apps/web', { kind: 'projects', glob: 'apps/web' }],
    ['`Edit(**)` in apps/** - why', { kind: 'projects', glob: 'apps/*' }],
    ['`Edit(**)` – why', { kind: 'anywhere' }],
    ['`Edit(**)`', { kind: 'anywhere' }],
  ])('%s holds in its scope', (bullet, scope) => {
    expect(rulesOf(`## Boundaries\n- ${bullet}\n`)).toMatchObject([{ outcome: 'deny', scope }]);
  });

  test('a permission with a condition that is not understood is void, and reported with its line', () => {
    const { policy, problems } = parsePolicies('## Pre-approved\n- `Bash(make:*)` when the moon is full\n');
    expect(policy.rules).toEqual([]);
    expect(problems).toMatchObject([{ where: { line: 2 }, found: 'when the moon is full' }]);
  });

  test('a prohibition with a condition that is not understood holds without it', () => {
    const { policy, problems } = parsePolicies('## Boundaries\n- `Bash(make:*)` when the moon is full\n');
    expect(policy.rules).toMatchObject([{ outcome: 'deny', scope: { kind: 'anywhere' } }]);
    expect(problems).toHaveLength(1);
  });

  test('an empty specifier is a problem, and the good rules beside it still load', () => {
    const { policy, problems } = parsePolicies('## Boundaries\n- `Bash()`, `Bash(make)`\n');
    expect(policy.rules).toMatchObject([{ specifier: 'make' }]);
    expect(problems).toMatchObject([{ where: { line: 2 }, found: 'Bash()' }]);
  });

  test.each([
    ['`Bash(rm -rf` - never', 'Bash(rm -rf'],
    ['`Bash(make)`, `mcp__home__(x` - no', 'mcp__home__(x'],
    ['`Bash(rm -rf *) never, whatever it says', 'Bash(rm -rf *) never, whatever it says'],
  ])('a rule with a slip is a problem, not a note: %s', (bullet, found) => {
    expect(parsePolicies(`## Boundaries\n- ${bullet}\n`).problems).toMatchObject([{ where: { line: 2 }, found }]);
    expect(parsePolicies(`## Examples\n- ${bullet}\n`).problems).toEqual([]);
  });

  test.each([
    ['`Bsh(rm:*)` - never', { found: 'Bsh(rm:*)', next: 'Write Bash, if you meant that tool.' }],
    ['`Webfetch` - never', { found: 'Webfetch', next: 'Write WebFetch, if you meant that tool.' }],
    ['`bash(rm:*)` - never', { found: 'bash(rm:*)' }],
  ])('a tool’s name with a slip is told: %s', (bullet, problem) => {
    expect(parsePolicies(`## Boundaries\n- ${bullet}\n`).problems).toMatchObject([{ where: { line: 2 }, ...problem }]);
  });

  test('a tool that nobody knows yet is none', () => {
    const { policy, problems } = parsePolicies('## Boundaries\n- `Teleport(mars)`, `mcp__bash__run`, `Bash(x)` - no\n');
    expect(policy.rules).toHaveLength(3);
    expect(problems).toEqual([]);
  });

  test('a bullet without a rule is a note', () => {
    const { policy } = parsePolicies('## Boundaries\n- Be kind.\n- Run `npm test` (often).\n- `main()` is old.\n');
    expect(policy).toMatchObject({ rules: [], notes: [{ text: 'Be kind.', line: 2 }, { line: 3 }, { line: 4 }] });
  });

  test('a standing decision says what it is', () => {
    const source = '## Standing decisions\n- Deny `Bash(a)`\n- Ask `Bash(b)`\n- `Bash(c)` - decided\n- Monday.\n';
    expect(rulesOf(source).map(({ outcome }) => outcome)).toEqual(['deny', 'ask', 'allow']);
  });

  test('rules outside the four sections are notes', () => {
    expect(parsePolicies('## Examples\n- `Bash(rm:*)`\n').policy).toMatchObject({ rules: [], notes: [{ line: 2 }] });
  });

  test('any text yields a policy and no exception', () => {
    for (const source of ['', '\0', '- `', '## Boundaries\n- `Bash(`', '<!--', '## Boundaries\n-\n  -\n    - `Read`']) {
      expect(() => parsePolicies(source)).not.toThrow();
    }
  });
});
