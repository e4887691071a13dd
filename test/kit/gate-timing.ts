/** Times the judge: each call of the corpus several times warm, then a 1 MiB command and depth bombs once each. */
import { readFileSync } from 'node:fs';
import { judge } from '../../src/domain/policies/judge.ts';
import type { Policy } from '../../src/domain/policies/policy.ts';
import { parsePolicies } from '../../src/state/policies-file.ts';
import { callIn, contextIn, type Judged } from './judge-corpus.ts';
import { readCorpus } from './policy-corpus.ts';
import { FIXTURE_POLICY, makePolicyWorkspace, type PolicyWorkspace } from './policy-workspace.ts';

export interface Measured extends Judged {
  readonly p50: number;
  readonly p99: number;
  readonly longMs: number;
  readonly bombMs: number;
}

/** Enough to let the compiler settle, few enough to end in seconds. */
const ROUNDS = 5;

export const analyseOnce = (judgeAll: (world: PolicyWorkspace, policy: Policy) => Judged): Measured => {
  const world = makePolicyWorkspace();
  try {
    const { policy } = parsePolicies(readFileSync(FIXTURE_POLICY, 'utf8'));
    const judged = judgeAll(world, policy);
    const times = timesOf(world, policy).sort((left, right) => left - right);
    const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
    return {
      ...judged,
      p50: at(0.5),
      p99: at(0.99),
      longMs: timed(world, policy, LONG),
      bombMs: Math.max(...BOMBS.map((bomb) => timed(world, policy, bomb))),
    };
  } finally {
    world.dispose();
  }
};

const timesOf = (world: PolicyWorkspace, policy: Policy): number[] => {
  const prepared = readCorpus().map((each) => ({
    call: callIn(world, each),
    context: contextIn(world, policy, each.lockedProject),
  }));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { call, context } of prepared) {
      const started = performance.now();
      judge(call, context);
      if (round > 0) times.push((performance.now() - started) * 1_000);
    }
  return times;
};

/** The slowest bomb first: for looking into. */
export const bombTimes = (world: PolicyWorkspace, policy: Policy): readonly string[] =>
  BOMBS.map((bomb) => `${timed(world, policy, bomb).toFixed(1)} ms ${bomb.slice(0, 40)}`);

const timed = (world: PolicyWorkspace, policy: Policy, command: string): number => {
  const started = performance.now();
  judge({ tool: 'Bash', input: { command }, cwd: world.workspace, toolUseId: null }, contextIn(world, policy, null));
  return performance.now() - started;
};

const LONG = `ls ${'a '.repeat(2 ** 19)}`;
const nested = (open: string, inner: string, close: string, length: number): string => {
  const depth = Math.floor((length - inner.length) / (open.length + close.length));
  return open.repeat(depth) + inner + close.repeat(depth);
};
/** Just short enough to be analysed (10,000 characters). */
const FULL = 9_990;
const BOMBS: readonly string[] = [
  nested('$(', 'ls', ')', FULL),
  nested('"$(', 'ls', ')"', FULL),
  nested('(', 'ls', ')', FULL),
  nested('{ ', 'ls;', ' }', FULL),
  nested('{a,', 'b', '}', FULL),
  nested('<(', 'ls', ')', FULL),
  '{a,b}'.repeat(FULL / 5),
  'cat <<A '.repeat(FULL / 8),
  'ls;'.repeat(FULL / 3),
  'ls ../beta/x|'.repeat(FULL / 13),
  'for i in 1 2 3 4 5 6 7 8 9; do '.repeat(200),
  `${'for i in 1 2 3 4 5 6 7 8 9; do '.repeat(100)}ls${'; done'.repeat(100)}`,
  `ls ${'/'.repeat(FULL - 10)}`,
  `cat ${'../'.repeat(3_000)}x`,
  `cat ${'*'.repeat(FULL - 10)}`,
  `cat ${'a*'.repeat(4_000)}b`,
  `sudoo ${'rm '.repeat(3_000)}`,
  `${'sh -c '.repeat(1_600)}ls`,
  `xx ${'"sh -c \'ls\'" '.repeat(700)}`,
  `python3 -c '${'/a/b '.repeat(1_900)}'`,
];
