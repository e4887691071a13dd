/** The variables of one step: the short list that all see, and those that it names. The values of the latter are secrets. */
import type { GateSpec } from '../domain/pipelines/gate.ts';
import type { PlannedStep } from '../domain/pipelines/plan.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { PlanRun } from './plan-run.ts';

export const envOf = (
  { baseEnv, namedEnv }: Pick<PlanRun, 'baseEnv' | 'namedEnv'>,
  names: readonly string[],
): Readonly<Record<string, string>> => ({
  ...baseEnv,
  ...Object.fromEntries(
    names.flatMap((name) => {
      const value = namedEnv[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
});

export const secretsOf = ({ namedEnv }: Pick<PlanRun, 'namedEnv'>, step: PlannedStep): readonly string[] =>
  namesOf(step).map((name) => namedEnv[name] ?? '');

const namesOf = (step: PlannedStep): readonly string[] => {
  switch (step.kind) {
    case 'command':
      return step.env;
    case 'http':
      return step.tokenEnv === null ? [] : [step.tokenEnv];
    case 'gate':
      return gateNames(step.gate);
    case 'approval':
      return [];
    default:
      return unreachable(step);
  }
};

const gateNames = (spec: GateSpec): readonly string[] => {
  if ('env' in spec) return spec.env;
  return 'tokenEnv' in spec ? [spec.tokenEnv] : [];
};
