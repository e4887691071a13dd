/** From a wish to a plan: gaffer.yaml as it stands now, the commit of the project, and what serves at the target. */
import { join } from 'node:path';
import type { PipelineConfig } from '../domain/pipelines/config.ts';
import { planOf } from '../domain/pipelines/expand.ts';
import type { Plan } from '../domain/pipelines/plan.ts';
import { type RunId, releaseName, type Target } from '../domain/pipelines/run.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import type { World } from '../domain/world.ts';
import { readSource, type Source } from '../jobs/source.ts';
import { readConfig } from '../state/config-file.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import type { Fleet } from './parts.ts';

export interface DeployWish {
  readonly pipeline: string;
  readonly environment: string | null;
  readonly purpose: 'deploy' | 'rollback';
  readonly from?: string | null;
}

export interface Preparation {
  readonly source: Source;
  readonly config: PipelineConfig;
  /** For the run of this id; synchronous, so that the World does not change in between. */
  readonly planFor: (run: RunId, scratch: string) => Result<Planned>;
}

export interface Planned {
  readonly plan: Plan;
  readonly release: string;
  /** Of a way back alone: what shall serve again. */
  readonly restores: string | null;
}

export const prepareRun = async (
  { places, world }: Pick<Fleet, 'places' | 'world'>,
  shared: SharedFiles,
  env: Readonly<Record<string, string>>,
  wish: DeployWish,
): Promise<Result<Preparation>> => {
  const config = await readConfig(shared);
  if (!config.ok) return config;
  const pipeline = Object.hasOwn(config.value.pipelines, wish.pipeline)
    ? config.value.pipelines[wish.pipeline]
    : undefined;
  if (pipeline === undefined) {
    const known = Object.keys(config.value.pipelines);
    return fail({
      kind: 'missing',
      message: `gaffer.yaml has no pipeline ${wish.pipeline}`,
      expected: known.length === 0 ? 'a pipeline under pipelines:, of which there is none' : known.join(', '),
    });
  }
  const source = await readSource(join(places.workspace, pipeline.project), env);
  return ok({
    source,
    config: pipeline,
    planFor: (run, scratch) => planNow(world(), wish, pipeline, source, run, scratch),
  });
};

const planNow = (
  world: World,
  wish: DeployWish,
  config: PipelineConfig,
  source: Source,
  run: RunId,
  scratch: string,
): Result<Planned> => {
  const fresh = releaseName(run, source.commit);
  const facts = { run, commit: source.commit, scratch };
  // Its target says what serves there, which the plan itself depends on.
  const probe = planOf(wish.pipeline, config, wish.environment, { ...facts, release: fresh, previous: null });
  if (!probe.ok) return probe;
  const target = world.targets[probe.value.target];
  const earlier = wish.from === undefined || wish.from === null ? null : lastDeploy(world, probe.value.target);
  const release = wish.purpose === 'rollback' ? (undoneRelease(world, target) ?? fresh) : (earlier?.release ?? fresh);
  const previous =
    wish.purpose === 'rollback' && target?.unknown === null ? (target.previous ?? null) : (target?.live ?? null);
  if (wish.purpose === 'rollback' && (target === undefined || previous === null)) {
    return fail({
      kind: 'missing',
      message: `${wish.pipeline} has nothing to go back to`,
      next: 'Nothing was shipped there before what serves now.',
    });
  }
  const plan = planOf(wish.pipeline, config, wish.environment, { ...facts, release, previous });
  const restores = wish.purpose === 'rollback' ? (previous?.release ?? null) : null;
  return plan.ok ? ok({ plan: plan.value, release, restores }) : plan;
};

/** What the way back undoes: the release that nobody knows the end of, else the one that serves. */
const undoneRelease = (world: World, target: Target | undefined): string | null => {
  if (target === undefined) return null;
  const open = target.unknown === null ? undefined : world.runs[target.unknown];
  return open?.release ?? target.live?.release ?? null;
};

const lastDeploy = (world: World, target: string) =>
  Object.values(world.runs).findLast((run) => run.target === target && run.purpose === 'deploy') ?? null;
