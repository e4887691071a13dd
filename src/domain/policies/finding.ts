/** A finding is the verdict on one act; the strictest of all findings is the verdict on the call. */
import type { Verdict, VerdictOutcome } from './verdict.ts';

/** The steps of the decision path, in order. */
const STAGES = ['guard', 'boundaries', 'locks', 'tier', 'rules', 'ask'] as const;
export type Stage = (typeof STAGES)[number];

export interface Finding extends Verdict {
  readonly stage: Stage;
}

export const denied = (stage: Stage, rule: string, because: string): Finding => builtIn('deny', stage, rule, because);
export const asked = (stage: Stage, rule: string | null, because: string): Finding =>
  builtIn('ask', stage, rule, because);
export const allowed = (rule: string, because: string): Finding => builtIn('allow', 'rules', rule, because);

const builtIn = (outcome: VerdictOutcome, stage: Stage, rule: string | null, because: string): Finding => ({
  outcome,
  stage,
  rule,
  from: rule === null ? null : 'built-in',
  because,
});

/** Deny before ask before allow; of equally strict findings the one of the earlier stage, then the first. */
export const strictest = (findings: readonly Finding[]): Finding | null =>
  findings.reduce<Finding | null>((worst, next) => (worst === null || isStricter(next, worst) ? next : worst), null);

const isStricter = (left: Finding, right: Finding): boolean => {
  const difference = SEVERITY[left.outcome] - SEVERITY[right.outcome];
  return difference > 0 || (difference === 0 && STAGES.indexOf(left.stage) < STAGES.indexOf(right.stage));
};

const SEVERITY: Readonly<Record<VerdictOutcome, number>> = { allow: 0, ask: 1, deny: 2 };
