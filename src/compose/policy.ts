/**
 * The policy in force: POLICIES.md as last read without a broken rule. A change takes effect at once; a broken one is
 * shown with its line, and the last good policy stays.
 */
import { homedir, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { MCP_SERVER_NAME } from '../claude/mcp.ts';
import type { SessionKey } from '../claude/session-key.ts';
import type { Failure } from '../domain/failures/failure.ts';
import { liveLockOf } from '../domain/locks/held.ts';
import { holderText } from '../domain/locks/refusal.ts';
import type { Act } from '../domain/policies/act.ts';
import type { JudgeContext } from '../domain/policies/context.ts';
import { derive, judge } from '../domain/policies/judge.ts';
import { emptyPolicy, type Policy, type Rule } from '../domain/policies/policy.ts';
import { projectFinder } from '../domain/policies/projects.ts';
import { type Risk, riskOf } from '../domain/policies/risk.ts';
import type { ToolCall, Verdict } from '../domain/policies/verdict.ts';
import { describeProblem, type Problem } from '../domain/problem.ts';
import { diskProbe } from '../state/disk-probe.ts';
import { lessonRules } from '../state/lesson-rules.ts';
import { parsePolicies } from '../state/policies-file.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import type { Fleet } from './parts.ts';
import type { Warnings } from './warnings.ts';

/** gaffer's tools are commands of their own: they are decided where they are carried out, and nothing runs before that. */
const OWN_TOOLS = `mcp__${MCP_SERVER_NAME}__`;
const ownTool: Verdict = {
  outcome: 'allow',
  rule: `${OWN_TOOLS}*`,
  from: 'built-in',
  because: 'a tool of gaffer itself',
};

export interface GatePolicy {
  readonly judge: (call: ToolCall, session: SessionKey) => Verdict;
  /** The files that a call would read, write or run, as far as it says so. */
  readonly filesOf: (call: ToolCall, session: SessionKey) => readonly string[];
  /** What a call would do, for the person who decides. */
  readonly riskOf: (call: ToolCall, session: SessionKey) => Risk;
  readonly reload: () => Promise<void>;
  /** What entries of FAILURES.md forbid, beside the policy. */
  readonly setLessons: (failures: readonly Failure[]) => void;
  /** Rules for the session's own settings: the wall beneath the hooks. */
  readonly floor: () => { readonly deny: readonly string[]; readonly ask: readonly string[] };
}

export const openPolicy = async (fleet: Fleet, shared: SharedFiles, warnings: Warnings): Promise<GatePolicy> => {
  let policy: Policy = emptyPolicy;
  let lessons: readonly Rule[] = [];
  /** Both together, made anew only when one of them changes: what is derived of a policy is kept as long as its rules are. */
  let inForce: Policy = policy;
  const projectOf = projectFinder(fleet.config.projects);

  const reload = async (): Promise<void> => {
    const read = await shared.read('POLICIES.md');
    // Gone while boundaries of it hold: they are not given away because a file was moved.
    const isGone = read.ok && read.value.hash === null && policy !== emptyPolicy;
    const parsed = read.ok && !isGone ? parsePolicies(read.value.text) : null;
    const problems = isGone ? [GONE] : read.ok ? (parsed?.problems ?? []) : [read.problem];
    for (const problem of problems) fleet.log(describeProblem(problem));
    if (parsed !== null && problems.length === 0) {
      policy = parsed.policy;
      inForce = joined(policy, lessons);
      fleet.log(`POLICIES.md: ${policy.rules.length} rules are in force`);
    }
    await warnings.set(
      'policy',
      problems.map((problem) => `${describeProblem(problem)} Until it is mended, the last good policy is in force.`),
    );
  };

  const contextOf = ({ worker, generation }: SessionKey): JudgeContext => {
    const seat = fleet.world().workers[worker];
    return {
      workspace: fleet.places.workspace,
      home: homedir(),
      user: userInfo().username,
      policy: inForce,
      worker: { number: worker, live: seat?.generation === generation },
      lockedProject: liveLockOf(fleet.world(), worker, generation)?.project ?? null,
      holding: (project) => holderText(fleet.world(), project),
      projectOf,
      tier: tierLimit(fleet, seat?.session?.tier ?? null),
      probe: diskProbe,
    };
  };

  return {
    reload,
    setLessons: (failures) => {
      const read = lessonRules(failures);
      for (const problem of read.problems) fleet.log(describeProblem(problem));
      lessons = read.rules;
      inForce = joined(policy, lessons);
    },
    judge: (call, session) => (call.tool.startsWith(OWN_TOOLS) ? ownTool : judge(call, contextOf(session))),
    filesOf: (call, session) => {
      const { parts } = derive(call, contextOf(session));
      return [...new Set(parts.flatMap(({ steps }) => steps.flatMap(({ act }) => filesOfAct(act))))];
    },
    riskOf: (call, session) => riskOf(derive(call, contextOf(session)), fleet.places.workspace),
    floor: () => ({ deny: floorOf(policy, 'deny'), ask: [] }),
  };
};

const GONE: Problem = { kind: 'missing', message: 'POLICIES.md is not there any more.', next: 'Put it back.' };

const joined = (policy: Policy, lessons: readonly Rule[]): Policy =>
  lessons.length === 0 ? policy : { ...policy, rules: [...policy.rules, ...lessons] };

/** A program is named by a word as well as the files that it is given: each word may be one. */
const filesOfAct = (act: Act): readonly string[] => {
  if (act.kind === 'read' || act.kind === 'write') return [act.path];
  return act.kind === 'run'
    ? act.argv.filter((word) => !word.startsWith('-')).map((word) => resolve(act.cwd, word))
    : [];
};

/** Only rules that hold everywhere: the agent's own settings know nothing of locks and projects. */
const floorOf = ({ rules }: Policy, outcome: 'deny'): readonly string[] =>
  rules.filter((rule) => rule.outcome === outcome && rule.scope.kind === 'anywhere').map(({ text }) => text);

const tierLimit = ({ config, world }: Fleet, name: string | null) =>
  name === null
    ? null
    : {
        name,
        ladder: config.tiers.map((tier) => tier.name),
        models: config.tiers.map((tier) => world().tiers.state[tier.name]?.model ?? tier.model),
      };
