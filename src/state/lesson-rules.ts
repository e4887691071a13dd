/** The prohibitions of FAILURES.md as rules of the policy: each quotes its entry and stands beside POLICIES.md, not in it. */
import type { Failure } from '../domain/failures/failure.ts';
import { lessonOf, prohibitionOf } from '../domain/failures/prevention.ts';
import type { Rule } from '../domain/policies/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { parsePolicies } from './policies-file.ts';

const FILE = 'FAILURES.md';

export const lessonRules = (
  failures: readonly Failure[],
): { readonly rules: readonly Rule[]; readonly problems: readonly Problem[] } => {
  const read = failures.map((failure) => {
    const prohibition = prohibitionOf(failure);
    if (prohibition === null) return { rules: [], problems: [] };
    const { policy, problems } = parsePolicies(`## Boundaries\n\n- ${prohibition}\n`, FILE);
    const here = { file: FILE, line: failure.line };
    const broken: readonly Problem[] =
      policy.rules.length > 0
        ? []
        : [
            {
              kind: 'parse',
              message: `${failure.id} has a deny that names no rule, so nothing is refused by it`,
              where: here,
            },
          ];
    return {
      rules: policy.rules.map((rule) => ({ ...rule, ...here, reason: lessonOf(failure) })),
      problems: [...problems.map((problem) => ({ ...problem, where: here })), ...broken],
    };
  });
  return { rules: read.flatMap(({ rules }) => rules), problems: read.flatMap(({ problems }) => problems) };
};
