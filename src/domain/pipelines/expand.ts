/**
 * From a pipeline of gaffer.yaml to a plan: variables first, then the kind's own way to write stages. Pure: what is not in
 * the file (commit, release, what served before) comes as an argument.
 */
import { projectId } from '../ids.ts';
import { fail, ok, type Problem, type Result } from '../problem.ts';
import type { EnvironmentConfig, PipelineConfig } from './config.ts';
import { androidPlan } from './kinds/android.ts';
import { containerPlan } from './kinds/container.ts';
import { homeAssistantPlan } from './kinds/home-assistant.ts';
import { plainPlan } from './kinds/plain.ts';
import { gate } from './kinds/steps.ts';
import { websitePlan } from './kinds/website.ts';
import type { Plan, PlannedStage, PlannedStep } from './plan.ts';
import type { Shipped } from './run.ts';
import { namesVariable, withVariables } from './variables.ts';

export interface PlanFacts {
  readonly run: string;
  readonly release: string;
  readonly commit: string | null;
  /** What the way back brings back. */
  readonly previous: Shipped | null;
  /** Directory of the run, for what steps leave: absolute. */
  readonly scratch: string;
}

export type PlanParts = Pick<Plan, 'stages' | 'rollback' | 'artefacts'>;

export const planOf = (
  name: string,
  config: PipelineConfig,
  environmentName: string | null,
  facts: PlanFacts,
): Result<Plan> => {
  const chosen = chooseEnvironment(name, config, environmentName);
  if (!chosen.ok) return chosen;
  const { environment, settings } = chosen.value;
  const { environments: _, ...own } = config;
  const values = {
    ...config.variables,
    ...settings.variables,
    ...(facts.previous === null
      ? {}
      : { previous: facts.previous.release, previousCommit: facts.previous.commit ?? facts.previous.release }),
    pipeline: name,
    environment,
    run: facts.run,
    release: facts.release,
    commit: facts.commit ?? 'unknown',
    scratch: facts.scratch,
    ...('layout' in config ? { layout: config.layout } : {}),
  };
  const resolved = withVariables(withoutImpossibleRollback({ ...own, environments: {} }, facts), values);
  if (!resolved.ok) return resolved;
  const parts = partsOf(resolved.value, facts);
  if (!parts.ok) return parts;
  const stages = ordered(parts.value.stages);
  if (!stages.ok) return stages;
  const plan: Plan = {
    pipeline: name,
    kind: config.kind,
    project: projectId(config.project),
    environment,
    target: settings.target ?? `${name}:${environment}`,
    ...parts.value,
    stages: withApproval(withSkips(withSource(stages.value, config.source), config.skip), settings),
    source: config.source,
  };
  const doubled = firstDouble([...plan.stages.flatMap(({ steps }) => steps), ...plan.rollback].map(({ id }) => id));
  return doubled === null ? ok(plan) : fail(problem(`two steps of ${name} are called ${doubled}`));
};

const chooseEnvironment = (
  name: string,
  { environments }: PipelineConfig,
  wanted: string | null,
): Result<{ readonly environment: string; readonly settings: EnvironmentConfig }> => {
  const names = Object.keys(environments);
  const environment = wanted ?? (names.length === 1 ? names[0] : undefined);
  const settings = environment === undefined ? undefined : environments[environment];
  if (environment !== undefined && settings !== undefined) return ok({ environment, settings });
  return fail({
    kind: wanted === null ? 'usage' : 'missing',
    message: wanted === null ? `${name} has several environments` : `${name} has no environment ${wanted}`,
    expected: `--to ${names.join(' or --to ')}`,
  });
};

/** Nothing was shipped before: steps that would bring it back have nothing to bring. */
const withoutImpossibleRollback = (config: PipelineConfig, { previous }: PlanFacts): PipelineConfig => {
  if (previous !== null) return config;
  if ('rollback' in config && namesPrevious(config.rollback)) return { ...config, rollback: [] };
  return config.kind === 'website' && config.deploy.to === 'steps' && namesPrevious(config.deploy.rollback)
    ? { ...config, deploy: { ...config.deploy, rollback: [] } }
    : config;
};

const namesPrevious = (value: unknown): boolean =>
  namesVariable(value, 'previous') || namesVariable(value, 'previousCommit');

const partsOf = (config: PipelineConfig, facts: PlanFacts): Result<PlanParts> => {
  switch (config.kind) {
    case 'website':
      return websitePlan(config, facts);
    case 'container':
      return ok(containerPlan(config));
    case 'android':
      return ok(androidPlan(config));
    case 'home-assistant':
      return homeAssistantPlan(config, facts);
    case 'plain':
      return ok(plainPlan(config));
  }
};

/** Stages after all that they need, in the order of the file where that leaves a choice. */
const ordered = (stages: readonly PlannedStage[]): Result<readonly PlannedStage[]> => {
  const names = new Set(stages.map(({ name }) => name));
  if (names.size < stages.length)
    return fail(problem(`two stages are called ${firstDouble(stages.map(({ name }) => name))}`));
  const stranger = stages.flatMap(({ needs }) => needs).find((need) => !names.has(need));
  if (stranger !== undefined) return fail(problem(`no stage is called ${stranger}, and another one needs it`));
  const done = new Set<string>();
  const order: PlannedStage[] = [];
  while (order.length < stages.length) {
    const next = stages.find((stage) => !done.has(stage.name) && stage.needs.every((need) => done.has(need)));
    if (next === undefined) {
      const circle = stages.filter(({ name }) => !done.has(name)).map(({ name }) => name);
      return fail(problem(`the stages ${circle.join(', ')} need each other`));
    }
    done.add(next.name);
    order.push(next);
  }
  return ok(order);
};

const firstDouble = (names: readonly string[]): string | null =>
  names.find((name, index) => names.indexOf(name) !== index) ?? null;

/** First of all: what would be shipped has a name. */
const withSource = (
  [first, ...rest]: readonly PlannedStage[],
  wanted: PipelineConfig['source'],
): readonly PlannedStage[] =>
  first === undefined
    ? []
    : [
        {
          ...first,
          steps: [gate('source', 'a commit, and nothing besides', { gate: 'source', wanted }), ...first.steps],
        },
        ...rest,
      ];

/** A gate that is switched off stays in sight, with the reason. */
const withSkips = (stages: readonly PlannedStage[], skip: Readonly<Record<string, string>>): readonly PlannedStage[] =>
  stages.map((stage) => ({
    ...stage,
    steps: stage.steps.map((step): PlannedStep => {
      const because = skip[step.id];
      return step.kind !== 'gate' || because === undefined
        ? step
        : { ...step, gate: { gate: 'skipped', because: `switched off in gaffer.yaml: ${because}` } };
    }),
  }));

const APPROVE: PlannedStep = { id: 'approve', name: 'a person says yes', kind: 'approval' };

/** Before anything leaves this machine, unless a stage of the file asks itself. */
const withApproval = (stages: readonly PlannedStage[], { approval }: EnvironmentConfig): readonly PlannedStage[] => {
  const isAsked = (stage: PlannedStage): boolean => stage.steps.some(({ kind }) => kind === 'approval');
  if (approval === 'none')
    return stages.map((stage) => ({ ...stage, steps: stage.steps.filter(({ kind }) => kind !== 'approval') }));
  if (stages.some(isAsked)) return stages;
  const first = stages.findIndex(({ sends }) => sends);
  const index = first < 0 ? stages.length : first;
  return [
    ...stages.slice(0, index),
    { name: 'approve', needs: [], steps: [APPROVE], sends: false, ships: false },
    ...stages.slice(index),
  ];
};

const problem = (message: string): Problem => ({ kind: 'config', message, where: { file: 'gaffer.yaml' } });
