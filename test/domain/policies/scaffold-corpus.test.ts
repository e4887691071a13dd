import { afterAll, describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../src/state/policies-file.ts';
import { policiesMd } from '../../../src/state/scaffold/policies-md.ts';
import { judgeCorpus } from '../../kit/judge-corpus.ts';
import { readScaffoldCorpus } from '../../kit/policy-corpus.ts';
import { makePolicyWorkspace } from '../../kit/policy-workspace.ts';

const world = makePolicyWorkspace();
afterAll(world.dispose);

describe('with the POLICIES.md that init writes', () => {
  const corpus = readScaffoldCorpus();
  const judged = judgeCorpus(world, parsePolicies(policiesMd).policy, corpus);

  it('is asked enough to mean something', () => {
    expect(corpus.length).toBeGreaterThan(500);
    expect(judged.benign).toBeGreaterThan(150);
  });

  it('nothing next to what it pre-approves is allowed', () => {
    expect(judged.failures).toEqual([]);
  });

  it('nothing over a boundary is merely asked about', () => {
    expect(judged.weak).toEqual([]);
  });

  it('what agents do all day is allowed', () => {
    expect(judged.frictions).toEqual([]);
  });
});
