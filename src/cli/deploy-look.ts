/** `gaffer deploy NAME --plan` and `--dry-run`: what would be done, and how the gates read now. Nothing is journalled. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployEnvironment } from '../compose/deploy-environment.ts';
import { prepareRun } from '../compose/deploy-plan.ts';
import { nextRunId } from '../domain/pipelines/begin.ts';
import type { Plan } from '../domain/pipelines/plan.ts';
import type { Facts } from '../domain/pipelines/run.ts';
import { planLines, workText } from '../domain/pipelines/text.ts';
import { ok, type Result } from '../domain/problem.ts';
import { visible } from '../domain/visible.ts';
import type { World } from '../domain/world.ts';
import { runGate } from '../jobs/gates/run-gate.ts';
import { lookOnly } from '../jobs/look-only.ts';
import type { StepEnd } from '../jobs/run-book.ts';
import { createToolBox } from '../jobs/tools.ts';
import type { Places } from '../state/places.ts';
import { sharedFilesIn } from '../state/shared-file.ts';
import type { DeployOptions } from './deploy.ts';
import { worldNow } from './deploy-show.ts';
import { EXIT } from './exit.ts';
import { printJson, say } from './output.ts';

const OWN_ROOT = join(import.meta.dirname, '../..');

interface Looked {
  readonly plan: Plan;
  readonly world: World;
}

const planNow = async (
  places: Places,
  pipeline: string,
  { to, rollback = false }: Pick<DeployOptions, 'to' | 'rollback'>,
  scratch: string,
): Promise<Result<Looked>> => {
  const now = await worldNow(places);
  if (!now.ok) return now;
  const world = now.value;
  const prepared = await prepareRun(
    { places, world: () => world },
    sharedFilesIn(places.workspace),
    deployEnvironment({ places }, OWN_ROOT),
    { pipeline, environment: to ?? null, purpose: rollback ? 'rollback' : 'deploy' },
  );
  if (!prepared.ok) return prepared;
  const made = prepared.value.planFor(nextRunId(world), scratch);
  return made.ok ? ok({ plan: made.value.plan, world }) : made;
};

export const showPlan = async (places: Places, pipeline: string, options: DeployOptions): Promise<Result<void>> => {
  const made = await planNow(places, pipeline, options, join(places.own, 'runs', 'NEXT'));
  if (!made.ok) return made;
  if (options.json === true) printJson(made.value.plan);
  else
    process.stdout.write(
      `${planLines(made.value.plan)
        .map((line) => visible(line))
        .join('\n')}\n`,
    );
  return ok(undefined);
};

export const dryRun = async (places: Places, pipeline: string, options: DeployOptions): Promise<Result<void>> => {
  const scratch = await mkdtemp(join(tmpdir(), 'gaffer-look-'));
  try {
    const made = await planNow(places, pipeline, options, scratch);
    if (!made.ok) return made;
    const { plan, world } = made.value;
    const ends = await lookAt(
      places,
      plan,
      scratch,
      world.targets[plan.target]?.live?.facts ?? null,
      options.json === true,
    );
    if (options.json === true) printJson(ends);
    else
      for (const { steps } of plan.stages.filter(({ sends }) => sends))
        for (const step of steps) say(`· ${step.id.padEnd(16)} would run: ${visible(workText(step))}`);
    process.exitCode = ends.ok ? EXIT.ok : EXIT.gateFailed;
    return ok(undefined);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

export interface LookedAt {
  readonly ok: boolean;
  readonly steps: readonly ({ readonly step: string; readonly name: string } & StepEnd)[];
}

const MARKS = { pass: '✓', fail: '✗', unknown: '?', skipped: '-' } as const;

export const lookAt = async (
  places: Places,
  plan: Plan,
  scratch: string,
  shipped: Facts | null,
  isQuiet: boolean,
): Promise<LookedAt> => {
  const baseEnv = deployEnvironment({ places }, OWN_ROOT);
  const tools = createToolBox(baseEnv);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal);
  const steps: LookedAt['steps'][number][] = [];
  const good = await lookOnly(
    {
      plan,
      root: join(places.workspace, plan.project),
      directory: scratch,
      baseEnv,
      namedEnv: process.env,
      signal: stop.signal,
      runGate: (spec, context) =>
        runGate(spec, { ...context, tools, shipped, secretOf: (name) => process.env[name] ?? null, now: Date.now }),
    },
    (step, end) => {
      steps.push({ step: step.id, name: step.name, ...end });
      if (isQuiet) return;
      const mark = end.reading === null ? (end.outcome === 'passed' ? '✓' : '✗') : MARKS[end.reading];
      say(`${mark} ${step.id.padEnd(16)} ${visible(end.because)}  ${(end.ms / 1000).toFixed(1)}s`);
      if (end.outcome === 'failed') for (const line of end.evidence) say(`    ${visible(line)}`);
    },
  );
  process.removeListener('SIGINT', onSignal);
  return { ok: good, steps };
};
