import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { emptyPolicy, type Policy } from '../../../src/domain/policies/policy.ts';
import { parsePolicies } from '../../../src/state/policies-file.ts';
import { judgeCorpus } from '../../kit/judge-corpus.ts';
import { readCorpus } from '../../kit/policy-corpus.ts';
import { FIXTURE_POLICY, makePolicyWorkspace } from '../../kit/policy-workspace.ts';

const world = makePolicyWorkspace();
const corpus = readCorpus();
afterAll(world.dispose);

const prose = `## Pre-approved
- A4: \`git status|diff|log|add|commit\` in the locked project's repository
- A5: \`npm test\`, run in the locked project

## Boundaries
- D1: \`git push --force\` in any spelling
- D3: \`sudo\`

## Ask first
- everything else
`;

const everythingElse = `## Pre-approved
- \`Read(**)\`
- \`Edit(**)\` only inside the locked project
- \`Bash(find:*)\`, \`Bash(git add:*)\`, \`Bash(npm test)\`

## Boundaries
- \`Bash(rm -rf:*)\` outside the locked project

## Ask first
- \`Bash(*)\` - everything else
`;

const policies: readonly (readonly [string, Policy])[] = [
  ['rules', parsePolicies(readFileSync(FIXTURE_POLICY, 'utf8')).policy],
  ['prose', parsePolicies(prose).policy],
  ['a few rules and "everything else"', parsePolicies(everythingElse).policy],
  ['nothing', emptyPolicy],
];

test('the corpus is large enough to mean something', () => {
  expect(corpus.length).toBeGreaterThan(600);
});

describe.each(policies)('with a POLICIES.md of %s', (_, policy) => {
  const judged = judgeCorpus(world, policy, corpus);

  test('nothing is allowed that a rule asks about or forbids', () => {
    expect(judged.failures).toEqual([]);
  });

  test('nothing that crosses a hard boundary is merely asked about', () => {
    expect(judged.weak).toEqual([]);
  });

  test('what is pre-approved is allowed', () => {
    expect(judged.frictions).toEqual([]);
  });
});
