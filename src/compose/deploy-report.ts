/** What the pipelines page asks for besides the World: the pipelines of gaffer.yaml, the figures of the journal, a step's log. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeployReport, deployFigures } from '../domain/pipelines/figures.ts';
import { describeProblem, ok, type Result } from '../domain/problem.ts';
import { readConfig } from '../state/config-file.ts';
import type { Journal } from '../state/journal.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import type { Fleet } from './parts.ts';

export interface DeployReportQuery {
  readonly run: string | null;
}

export const createDeployReport = (fleet: Fleet, shared: SharedFiles, journal: Journal) => {
  // A log is asked for again while it grows; the figures change with the runs alone.
  let counted: { readonly runs: unknown; readonly figures: DeployReport['figures'] } | null = null;
  const figuresNow = (): DeployReport['figures'] => {
    const { runs } = fleet.world();
    if (counted?.runs !== runs) counted = { runs, figures: deployFigures(journal.read({ kind: 'run' }), Date.now()) };
    return counted.figures;
  };
  return async ({ run }: DeployReportQuery): Promise<Result<DeployReport>> => {
    const config = await readConfig(shared);
    return ok({
      problem: config.ok ? null : describeProblem(config.problem),
      pipelines: config.ok
        ? Object.entries(config.value.pipelines).flatMap(([name, { kind, project, environments }]) =>
            Object.entries(environments).map(([environment, { target }]) => ({
              name,
              kind,
              project,
              environment,
              target: target ?? `${name}:${environment}`,
            })),
          )
        : [],
      figures: figuresNow(),
      log: await logOf(fleet, run),
    });
  };
};

/** The step that runs, else the one that stopped the run, else the last one. */
const logOf = async ({ world, places }: Fleet, id: string | null): Promise<DeployReport['log']> => {
  const run = id === null ? undefined : world().runs[id];
  const step =
    run?.steps.find(({ state }) => state.kind === 'running') ??
    run?.steps.find(
      ({ state }) => state.kind === 'ended' && (state.outcome === 'failed' || state.outcome === 'unknown'),
    ) ??
    run?.steps.findLast(({ state }) => state.kind === 'ended' && state.outcome !== 'skipped');
  if (run === undefined || step === undefined) return null;
  return { run: run.id, step: step.id, lines: await tailOf(join(places.own, 'runs', run.id, `${step.id}.log`)) };
};

const TAIL_BYTES = 4_000;
const TAIL_LINES = 12;

const tailOf = async (file: string): Promise<readonly string[]> => {
  const handle = await open(file).catch(() => null);
  if (handle === null) return [];
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, start);
    return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-TAIL_LINES);
  } finally {
    await handle.close();
  }
};
