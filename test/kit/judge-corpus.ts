/** Judges a corpus in a workspace and sorts out what came out wrong. */

import { projectId } from '../../src/domain/ids.ts';
import type { JudgeContext } from '../../src/domain/policies/context.ts';
import { judge } from '../../src/domain/policies/judge.ts';
import type { Policy } from '../../src/domain/policies/policy.ts';
import { DEFAULT_PROJECT_GLOBS, projectFinder } from '../../src/domain/policies/projects.ts';
import type { ToolCall, Verdict } from '../../src/domain/policies/verdict.ts';
import { diskProbe } from '../../src/state/disk-probe.ts';
import type { CorpusCall } from './policy-corpus.ts';
import type { PolicyWorkspace } from './policy-workspace.ts';

export interface Wrong {
  readonly id: string;
  readonly shown: string;
  readonly because: string;
}

export interface Judged {
  readonly total: number;
  readonly benign: number;
  readonly mustDeny: number;
  /** Allowed where ask or deny is right. */
  readonly failures: readonly Wrong[];
  /** Asked or denied where allow is right. */
  readonly frictions: readonly Wrong[];
  /** Asked where a hard boundary calls for deny. */
  readonly weak: readonly Wrong[];
}

export const contextIn = (world: PolicyWorkspace, policy: Policy, lock: string | null): JudgeContext => ({
  workspace: world.workspace,
  home: world.home,
  user: 'dev',
  policy,
  worker: null,
  lockedProject: lock === null ? null : projectId(lock),
  projectOf: projectFinder(DEFAULT_PROJECT_GLOBS),
  tier: null,
  probe: diskProbe,
});

export const judgeCorpus = (world: PolicyWorkspace, policy: Policy, corpus: readonly CorpusCall[]): Judged => {
  const judged = corpus.map((each) => {
    const verdict = judge(callIn(world, each), contextIn(world, policy, each.lockedProject));
    return { each, verdict };
  });
  const wrong = (test: (expected: string, got: string) => boolean): readonly Wrong[] =>
    judged
      .filter(({ each, verdict }) => test(each.expected, verdict.outcome))
      .map(({ each, verdict }) => toWrong(each, verdict));
  return {
    total: corpus.length,
    benign: corpus.filter(({ expected }) => expected === 'allow').length,
    mustDeny: corpus.filter(({ expected }) => expected === 'deny').length,
    failures: wrong((expected, got) => expected !== 'allow' && got === 'allow'),
    frictions: wrong((expected, got) => expected === 'allow' && got !== 'allow'),
    weak: wrong((expected, got) => expected === 'deny' && got === 'ask'),
  };
};

export const callIn = (world: PolicyWorkspace, each: CorpusCall): ToolCall => ({
  tool: each.tool,
  input: localizedInput(world, each.input),
  cwd: world.localized(each.cwd),
  toolUseId: null,
});

const localizedInput = (world: PolicyWorkspace, input: unknown): unknown => {
  if (typeof input === 'string') return world.localized(input);
  if (Array.isArray(input)) return input.map((each) => localizedInput(world, each));
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, localizedInput(world, value)]));
};

const toWrong = ({ id, tool, input }: CorpusCall, { outcome, rule, because }: Verdict): Wrong => ({
  id,
  shown: `${tool === 'Bash' ? '' : tool}${JSON.stringify(input)}`.slice(0, 160),
  because: `${outcome}: ${because} [${rule}]`,
});
