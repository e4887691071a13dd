import { describe, expect, it } from 'vitest';
import { decisionId, projectId, workerNumber } from '../../../src/domain/ids.ts';
import type { Decision } from '../../../src/domain/policies/decision.ts';
import { judge } from '../../../src/domain/policies/judge.ts';
import { emptyPolicy } from '../../../src/domain/policies/policy.ts';
import { standingLine, standingRule } from '../../../src/domain/policies/standing.ts';
import { parsePolicies } from '../../../src/state/policies-file.ts';

const WORKSPACE = '/ws';
const ALPHA = projectId('apps/alpha');

const asked = (tool: string, input: object, project: string | null = ALPHA): Decision => ({
  id: decisionId('D7'),
  worker: workerNumber(1),
  generation: 1,
  project: project === null ? null : projectId(project),
  task: null,
  seq: 1,
  askedAt: 0,
  question: { kind: 'blocking', call: { tool, input, cwd: '/ws/apps/alpha', toolUseId: null } },
  binding: 'b',
  because: 'no rule',
  state: { kind: 'waiting' },
});

const lineFor = (decision: Decision): string => {
  const rule = standingRule(decision, WORKSPACE);
  return rule.ok ? standingLine(rule.value, decision, Date.UTC(2026, 10, 23)) : `refused: ${rule.problem.message}`;
};

describe('the rule of "always"', () => {
  it.each([
    [
      'Bash',
      { command: 'git push origin main' },
      '- `Bash(git push origin main)` in apps/alpha - always, by D7 on 2026-11-23',
    ],
    [
      'Write',
      { file_path: '/ws/apps/alpha/a.txt' },
      '- `Write(apps/alpha/a.txt)` in apps/alpha - always, by D7 on 2026-11-23',
    ],
    ['WebFetch', { url: 'https://Example.com/x?y' }, '- `WebFetch(domain:example.com)` - always, by D7 on 2026-11-23'],
    ['mcp__docs__read', {}, '- `mcp__docs__read` - always, by D7 on 2026-11-23'],
  ])('names exactly what was asked: %s %j', (tool, input, line) => {
    expect(lineFor(asked(tool, input))).toBe(line);
  });

  it.each([
    ['Bash', { command: 'git push && rm -rf /' }],
    ['Bash', { command: 'echo $HOME' }],
    ['Bash', { command: 'rm *.txt' }],
    ['Bash', { command: 'ls`id`' }],
    ['Bash', { command: 'ls\nid' }],
    ['Bash', { command: 'A=b c) `Bash(rm:*)`' }],
    ['Bash', {}],
    ['Write', { file_path: '/ws/apps/beta/a.txt' }],
    ['Write', { file_path: '/ws/apps/alpha/../beta/a.txt' }],
    ['Write', { file_path: '/ws/apps/alpha/*' }],
    ['WebFetch', { url: 'https://user@host/' }],
    ['Agent', { prompt: 'x' }],
  ])('is refused where no rule is as narrow: %s %j', (tool, input) => {
    expect(lineFor(asked(tool, input))).toMatch(/^refused/);
  });

  it('is refused outside of a project, where it would hold everywhere', () => {
    expect(lineFor(asked('Bash', { command: 'make' }, null))).toMatch(/^refused/);
  });
});

describe('a standing decision', () => {
  const verdictOf = (command: string, policies: string) =>
    judge(
      { tool: 'Bash', input: { command }, cwd: '/ws/apps/alpha', toolUseId: null },
      {
        workspace: WORKSPACE,
        home: '/home/x',
        user: 'x',
        policy: policies === '' ? emptyPolicy : parsePolicies(policies).policy,
        worker: null,
        lockedProject: ALPHA,
        projectOf: () => ALPHA,
        tier: null,
        probe: { lstat: () => null, readlink: () => null, list: () => null, text: () => null },
      },
    ).outcome;
  const line = lineFor(asked('Bash', { command: 'git push origin main' }));
  const file = (boundary = '') =>
    `## Boundaries\n${boundary}\n## Ask first\n- \`Bash(git push:*)\`\n## Standing decisions\n${line}\n`;

  it('stands before a question, for exactly its command', () => {
    expect(verdictOf('git push origin main', '## Ask first\n- `Bash(git push:*)`\n')).toBe('ask');
    expect(verdictOf('git push origin main', file())).toBe('allow');
    expect(verdictOf('git push origin dev', file())).toBe('ask');
    expect(verdictOf('git push origin main --tags', file())).toBe('ask');
  });

  it('never stands before a boundary', () => {
    expect(verdictOf('git push origin main', file('- `Bash(git push:*)`'))).toBe('deny');
  });
});
