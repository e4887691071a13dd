/**
 * Times the judge: each call of a corpus several times warm, a 1 MiB command and depth bombs likewise. The fastest round of
 * a call counts: what other programs on the machine take of it is not the judge's.
 */
import { judge } from '../../src/domain/policies/judge.ts';
import type { Policy } from '../../src/domain/policies/policy.ts';
import { callIn, contextIn } from './judge-corpus.ts';
import type { CorpusCall } from './policy-corpus.ts';
import type { PolicyWorkspace } from './policy-workspace.ts';

export interface JudgeTimes {
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly longMs: number;
  readonly bombMs: number;
}

/** Enough to let the compiler settle, few enough to end in seconds. */
const ROUNDS = 5;
const BOMB_ROUNDS = 3;

export const timeJudge = (world: PolicyWorkspace, policy: Policy, corpus: readonly CorpusCall[]): JudgeTimes => {
  const times = timesOf(world, policy, corpus).sort((left, right) => left - right);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return {
    p50: at(0.5),
    p99: at(0.99),
    longMs: timed(world, policy, LONG),
    bombMs: Math.max(...BOMBS.map((bomb) => timed(world, policy, bomb))),
  };
};

const timesOf = (world: PolicyWorkspace, policy: Policy, corpus: readonly CorpusCall[]): number[] => {
  const prepared = corpus.map((each) => ({
    call: callIn(world, each),
    context: contextIn(world, policy, each.lockedProject),
  }));
  return prepared.map(({ call, context }) => {
    let fastest = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = performance.now();
      judge(call, context);
      fastest = Math.min(fastest, performance.now() - started);
    }
    return fastest * 1_000;
  });
};

/** The slowest bomb first: for looking into. */
export const bombTimes = (world: PolicyWorkspace, policy: Policy): readonly string[] =>
  BOMBS.map((bomb) => `${timed(world, policy, bomb).toFixed(1)} ms ${bomb.slice(0, 40)}`);

const timed = (world: PolicyWorkspace, policy: Policy, command: string): number => {
  const call = { tool: 'Bash', input: { command }, cwd: world.workspace, toolUseId: null };
  const rounds = Array.from({ length: BOMB_ROUNDS }, () => {
    const started = performance.now();
    judge(call, contextIn(world, policy, null));
    return performance.now() - started;
  });
  return Math.min(...rounds);
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
