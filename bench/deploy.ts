/**
 * The gates against planted faults, the cost of a journalled step, and what SIGKILL in any step leaves: through the real
 * tools, the real runner and the real journal.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../src/domain/config.ts';
import { planOf } from '../src/domain/pipelines/expand.ts';
import { runGate } from '../src/jobs/gates/run-gate.ts';
import { lookOnly } from '../src/jobs/look-only.ts';
import { createToolBox } from '../src/jobs/tools.ts';
import { type KillFigures, killedPipeline, killRunners } from '../test/kit/deploy-kills.ts';
import { type Twin, type TwinSet, twinSets } from '../test/kit/deploy-twins.ts';
import { deployAndWait, deployWorkspace, openFleet } from '../test/kit/deploy-workspace.ts';
import { seeded } from '../test/kit/random.ts';
import type { Bench } from './figures.ts';

/** Spread over all steps; more with GAFFER_BENCH_KILLS. */
const KILLS = Number(process.env.GAFFER_BENCH_KILLS ?? 200);
const STEPS = 100;

export const bench: Bench = async (progress) => {
  const removals: (() => void)[] = [];
  const cleanup = (remove: () => void): void => void removals.push(remove);
  try {
    let planted = 0;
    let caught = 0;
    let good = 0;
    let goodPassed = 0;
    const missed: string[] = [];
    for (const set of twinSets(cleanup)) {
      good += 1;
      const held = await heldGates(set, null, cleanup);
      if (held.length === 0) goodPassed += 1;
      else missed.push(`${set.kind}: the good one is held by ${held.join(', ')}`);
      for (const twin of set.twins) {
        planted += 1;
        if ((await heldGates(set, twin, cleanup)).includes(twin.gate)) caught += 1;
        else missed.push(`${set.kind}: ${twin.name}`);
      }
      progress(`${set.kind}: ${caught} of ${planted} caught so far`);
    }
    for (const one of missed) progress(`missed: ${one}`);
    const overhead = await overheadOfStep(cleanup);
    progress(`${KILLS} SIGKILLs`);
    const killed = await killedInLanes(cleanup);
    return {
      twinsPlanted: { value: planted, unit: 'faults', goal: null },
      twinsCaught: { value: caught, unit: 'faults', goal: `= ${planted}` },
      goodOnes: { value: good, unit: 'projects', goal: null },
      goodPassed: { value: goodPassed, unit: 'projects', goal: `= ${good}` },
      stepOverhead: { value: overhead, unit: 'ms', goal: '< 20' },
      kills: { value: killed.kills, unit: 'SIGKILLs', goal: null },
      doubleDeploys: { value: killed.doubleDeploys, unit: 'runs', goal: '= 0' },
      runsWithoutState: { value: killed.unnamed, unit: 'runs', goal: '= 0' },
      untrueOutcomes: { value: killed.untrue, unit: 'runs', goal: '= 0' },
      unknownOutcomes: { value: killed.unknown, unit: 'runs', goal: null },
      freshDeploysRefused: { value: killed.refused, unit: 'deploys', goal: null },
      blindRetries: { value: killed.blindRetries, unit: 'deploys', goal: '= 0' },
    };
  } finally {
    for (const remove of removals) remove();
  }
};

/** Each in a workspace of its own: a runner mostly starts, and a machine of today starts two at once. */
const LANES = 2;

const killedInLanes = async (cleanup: (remove: () => void) => void): Promise<KillFigures> => {
  const shares = Array.from({ length: LANES }, (_, lane) => Math.floor((KILLS + lane) / LANES));
  const lanes = await Promise.all(
    shares.map((share, lane) => {
      const workspace = deployWorkspace(cleanup);
      workspace.commit({ '.gitignore': 'out/\n' });
      workspace.configure({ site: killedPipeline(workspace) });
      return killRunners(workspace, share, seeded(11 + lane));
    }),
  );
  const sum = (pick: (figures: KillFigures) => number): number => lanes.reduce((all, lane) => all + pick(lane), 0);
  return {
    kills: sum(({ kills }) => kills),
    doubleDeploys: sum(({ doubleDeploys }) => doubleDeploys),
    unnamed: sum(({ unnamed }) => unnamed),
    untrue: sum(({ untrue }) => untrue),
    unknown: sum(({ unknown }) => unknown),
    refused: sum(({ refused }) => refused),
    blindRetries: sum(({ blindRetries }) => blindRetries),
  };
};

const FACTS = { run: 'R1', release: 'R1-bench', commit: null, previous: null };

/** The gates and steps that would hold it; every gate is the real one. */
const heldGates = async (
  set: TwinSet,
  twin: Twin | null,
  cleanup: (remove: () => void) => void,
): Promise<readonly string[]> => {
  const workspace = deployWorkspace(cleanup);
  const scratch = mkdtempSync(join(tmpdir(), 'gaffer-bench-look-'));
  cleanup(() => rmSync(scratch, { recursive: true, force: true }));
  workspace.commit({ ...set.good, ...twin?.files });
  workspace.write(twin?.uncommitted ?? {});
  set.prepare?.(workspace, twin);
  const config = parseConfig({ pipelines: { one: set.pipeline } });
  const pipeline = config.ok ? config.config.pipelines.one : undefined;
  if (pipeline === undefined) throw new Error(JSON.stringify(config));
  const plan = planOf('one', pipeline, null, { ...FACTS, scratch });
  if (!plan.ok) throw new Error(plan.problem.message);
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/' };
  const tools = createToolBox(env);
  const held: string[] = [];
  await lookOnly(
    {
      plan: plan.value,
      root: workspace.project,
      directory: scratch,
      baseEnv: env,
      namedEnv: {},
      signal: new AbortController().signal,
      runGate: (spec, context) =>
        runGate(spec, { ...context, tools, shipped: set.shipped, secretOf: () => null, now: Date.now }),
    },
    (step, { outcome }) => {
      if (outcome === 'failed') held.push(step.id);
    },
  );
  return held;
};

/** What journal, fence, log, limits and digest cost, beside a bare spawn of the same program. */
const overheadOfStep = async (cleanup: (remove: () => void) => void): Promise<number> => {
  const workspace = deployWorkspace(cleanup);
  workspace.commit({ a: '1' });
  const steps = Array.from({ length: STEPS }, (_, index) => ({ name: `step ${index}`, run: ['true'] }));
  workspace.configure({
    site: {
      kind: 'plain',
      project: 'apps/one',
      environments: { production: { approval: 'none' } },
      stages: [{ name: 'many', steps }],
    },
  });
  const client = await openFleet(workspace);
  const startedAt = performance.now();
  await deployAndWait(client, { pipeline: 'site' });
  const run = performance.now() - startedAt;
  await client.close();
  const aloneAt = performance.now();
  for (let count = 0; count < STEPS; count += 1)
    await new Promise((resolve) =>
      spawn('true', { cwd: workspace.project, env: { PATH: process.env.PATH ?? '' } }).once('close', resolve),
    );
  return Math.max(0, run - (performance.now() - aloneAt)) / STEPS;
};
