import { describe, expect, it } from 'vitest';
import { addStandingRule } from '../../src/state/policies-edit.ts';
import { parsePolicies } from '../../src/state/policies-file.ts';
import { policiesMd } from '../../src/state/scaffold/policies-md.ts';

const LINE = '- `Bash(make)` in apps/a - always, by D1 on 2026-11-23';

describe('a standing decision in POLICIES.md', () => {
  it.each([
    ['an empty file', '', `## Standing decisions\n\n${LINE}\n`],
    ['no such section', '# P\n', `# P\n\n## Standing decisions\n\n${LINE}\n`],
    ['an empty section', '## Standing decisions\n', `## Standing decisions\n\n${LINE}\n`],
    [
      'a list',
      '## Standing decisions\n\n- `Bash(a)`\n\n## Other\n',
      `## Standing decisions\n\n- \`Bash(a)\`\n${LINE}\n\n## Other\n`,
    ],
    ['words', '## Standing decisions\r\n\r\nWords.\r\n', `## Standing decisions\r\n\r\nWords.\r\n\r\n${LINE}\r\n`],
  ])('goes where it belongs, and nothing else changes: %s', (_, before, after) => {
    expect(addStandingRule(before, LINE)).toBe(after);
  });

  it('is in force in the file that a new workspace has', () => {
    const { policy, problems } = parsePolicies(addStandingRule(policiesMd, LINE));
    expect(problems).toEqual([]);
    expect(policy.rules.at(-1)).toMatchObject({ text: 'Bash(make)', outcome: 'allow', standing: true });
  });

  it('is added once', () => {
    const once = addStandingRule(policiesMd, LINE);
    expect(addStandingRule(once, LINE)).toBe(once);
  });
});
