/**
 * The gates of a project by themselves: all that its pipelines look at before anything leaves this machine. Workers may ask
 * for it and the dispatcher may demand it, so what the project itself runs stays behind the wall of checks.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeenFailure } from '../domain/failures/events.ts';
import { failureFrom } from '../domain/failures/noticed.ts';
import type { ProjectId } from '../domain/ids.ts';
import { nextRunId } from '../domain/pipelines/begin.ts';
import type { GateSpec, Reading } from '../domain/pipelines/gate.ts';
import { skipped } from '../domain/pipelines/gate.ts';
import type { Argv } from '../domain/pipelines/plan.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import type { HoldingGate } from '../domain/workers/stop.ts';
import { runGate } from '../jobs/gates/run-gate.ts';
import { lookOnly } from '../jobs/look-only.ts';
import type { PlanRun } from '../jobs/plan-run.ts';
import type { StepEnd } from '../jobs/run-book.ts';
import { createToolBox } from '../jobs/tools.ts';
import { readConfig } from '../state/config-file.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import type { CheckWall } from './check-wall.ts';
import { deployEnvironment } from './deploy-environment.ts';
import { prepareRun } from './deploy-plan.ts';
import type { Fleet } from './parts.ts';
import { projectKindOf } from './project-kind.ts';

export interface QaStep extends StepEnd {
  readonly pipeline: string;
  readonly step: string;
  readonly name: string;
}

export interface QaReport {
  readonly ok: boolean;
  readonly project: string;
  readonly steps: readonly QaStep[];
}

export interface Qa {
  /** A problem when the project has no pipeline, or gaffer.yaml is broken. */
  readonly run: (project: ProjectId, told?: (step: QaStep) => void, signal?: AbortSignal) => Promise<Result<QaReport>>;
}

export const createQa = (
  fleet: Pick<Fleet, 'places' | 'world'>,
  shared: SharedFiles,
  ownRoot: string,
  wall: CheckWall,
): Qa => {
  const baseEnv = deployEnvironment(fleet, ownRoot);
  const tools = createToolBox(baseEnv);

  const look = async (
    project: ProjectId,
    pipeline: string,
    environment: string,
    scratch: string,
    told: (step: QaStep) => void,
    signal: AbortSignal,
  ): Promise<Result<boolean>> => {
    const prepared = await prepareRun(fleet, shared, baseEnv, { pipeline, environment, purpose: 'deploy' });
    if (!prepared.ok) return prepared;
    const made = prepared.value.planFor(nextRunId(fleet.world()), scratch);
    if (!made.ok) return made;
    const { plan } = made.value;
    const root = join(fleet.places.workspace, project);
    const shipped = fleet.world().targets[plan.target]?.live?.facts ?? null;
    const run: Omit<PlanRun, 'book' | 'approved' | 'onSpawn'> = {
      plan,
      root,
      directory: scratch,
      baseEnv: { ...baseEnv, TMPDIR: scratch },
      // What ships has secrets; what only looks at a worker's work gets none.
      namedEnv: wall === null ? process.env : {},
      signal,
      ...(wall === null ? {} : { wrap: (argv: Argv, cwd: string): Argv => wrapped(wall, root, scratch, argv, cwd) }),
      runGate: async (spec, context) =>
        (wall === null ? null : unfitBehindWall(spec)) ??
        runGate(spec, { ...context, tools, shipped, secretOf: () => null, now: Date.now }),
    };
    return ok(await lookOnly(run, (step, end) => told({ ...end, pipeline, step: step.id, name: step.name })));
  };

  return {
    run: async (project, told = () => undefined, signal = new AbortController().signal) => {
      const config = await readConfig(shared);
      if (!config.ok) return config;
      const own = Object.entries(config.value.pipelines).filter(([, pipeline]) => pipeline.project === project);
      if (own.length === 0) {
        return fail({
          kind: 'missing',
          message: `no pipeline of gaffer.yaml is about ${project}, so there are no gates`,
          next: 'Name one under pipelines: in gaffer.yaml; docs/deploy.md shows each kind.',
        });
      }
      const scratch = await mkdtemp(join(tmpdir(), 'gaffer-qa-'));
      const steps: QaStep[] = [];
      let good = true;
      try {
        for (const [pipeline, { environments }] of own) {
          const looked = await look(
            project,
            pipeline,
            Object.keys(environments)[0] ?? '',
            scratch,
            (step) => {
              steps.push(step);
              told(step);
            },
            signal,
          );
          if (!looked.ok) return looked;
          good &&= looked.value;
        }
      } finally {
        await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
      }
      return ok({ ok: good, project, steps });
    },
  };
};

const wrapped = (wall: NonNullable<CheckWall>, root: string, scratch: string, argv: Argv, cwd: string): Argv => [
  'bwrap',
  ...wall(root, scratch, cwd).slice(1),
  '--',
  ...argv,
];

/** To start an image, or to ask a browser, needs a network that the wall takes away. */
const unfitBehindWall = (spec: GateSpec): Reading | null => {
  if (spec.gate === 'image-smoke') return skipped('a worker does not start images; a deploy does');
  return spec.gate === 'site-load' ? skipped('a worker does not start a browser; a deploy does') : null;
};

/** What holds for a fault of the project's, as the failure journal is told of it: what could not be looked at is none. */
export const holdingGates = ({ steps }: QaReport): readonly HoldingGate[] =>
  steps
    .filter(({ outcome, reading }) => outcome === 'failed' && reading !== 'unknown')
    .map(({ step, name, because, evidence }) => ({ step, name, because, evidence: evidence.slice(0, SHOWN_EVIDENCE) }));

/** What of a look without a worker is worth an entry in FAILURES.md. */
export const qaFailures = (workspace: string, report: QaReport, project: ProjectId): readonly SeenFailure[] =>
  holdingGates(report).map((gate) => {
    const scene = { worker: null, project, task: null };
    return failureFrom({ source: 'gate', scene, step: { ...gate, run: null } }, projectKindOf(workspace, project));
  });

/** For models and people alike: a line for each step, and below what fails its evidence. */
export const qaText = ({ ok: good, project, steps }: QaReport): string =>
  [
    `${project}: ${good ? 'every gate passes' : 'not every gate passes'}.`,
    ...steps.flatMap(({ step, reading, outcome, because, evidence }) => [
      `- ${step}: ${reading ?? outcome}: ${because}`,
      ...(outcome === 'failed' ? evidence.slice(0, SHOWN_EVIDENCE).map((line) => `    ${line}`) : []),
    ]),
  ].join('\n');

const SHOWN_EVIDENCE = 8;
