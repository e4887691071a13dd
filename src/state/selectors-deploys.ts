/** Rows of the pipelines page: each target with what serves and its last run as a line of lights, then the runs themselves. */
import type { DeployFigures, DeployReport, PipelineRow } from '../domain/pipelines/figures.ts';
import { isOver, type Run, type RunStep } from '../domain/pipelines/run.ts';
import type { World } from '../domain/world.ts';
import { ageText } from './selectors-figures.ts';
import { matches } from './selectors-workers.ts';

export type DeployRow =
  | {
      readonly kind: 'pipeline';
      readonly id: string;
      readonly pipeline: PipelineRow;
      readonly run: Run | null;
      readonly serves: string;
    }
  | { readonly kind: 'run'; readonly id: string; readonly run: Run };

export type Light = 'good' | 'bad' | 'unknown' | 'running' | 'waiting' | 'skipped';

/** Runs below the pipelines; older ones are in `gaffer deploy --runs`. */
const SHOWN_RUNS = 15;

export const deployRows = (
  world: World,
  report: DeployReport | null,
  now: number,
  filter: string,
): readonly DeployRow[] => {
  const runs = Object.values(world.runs).toReversed();
  const rows: readonly DeployRow[] = [
    ...(report?.pipelines ?? []).map((pipeline): DeployRow => {
      const target = world.targets[pipeline.target];
      const live = target?.live ?? null;
      return {
        kind: 'pipeline',
        id: `${pipeline.name}:${pipeline.environment}`,
        pipeline,
        run: runs.find((run) => run.target === pipeline.target) ?? null,
        serves:
          target?.unknown != null
            ? `${target.unknown} left it unknown`
            : live === null
              ? 'nothing shipped yet'
              : `${live.release} since ${ageText(live.at, now)}`,
      };
    }),
    ...runs.slice(0, SHOWN_RUNS).map((run): DeployRow => ({ kind: 'run', id: run.id, run })),
  ];
  return rows.filter((row) => matches(filter, [row.id, row.run?.pipeline ?? '', row.run?.project ?? '']));
};

/** One light for each stage, in order. */
export const lightsOf = (run: Run | null): readonly { readonly stage: string; readonly light: Light }[] => {
  const stages = Map.groupBy(shownSteps(run), ({ stage }) => stage);
  return [...stages].map(([stage, steps]) => ({ stage, light: worst(steps.map(lightOf)) }));
};

/** The way back is shown once it was begun, and by itself where nothing else was wanted. */
export const shownSteps = (run: Run | null): readonly RunStep[] =>
  (run?.steps ?? []).filter(({ rollback, state }) =>
    run?.purpose === 'rollback' ? rollback : !rollback || state.kind !== 'waiting',
  );

export const lightOf = ({ state }: RunStep): Light => {
  if (state.kind === 'waiting') return 'waiting';
  if (state.kind === 'running') return 'running';
  if (state.reading === 'unknown' || state.outcome === 'unknown') return 'unknown';
  return state.outcome === 'failed' ? 'bad' : state.outcome === 'skipped' ? 'skipped' : 'good';
};

const ORDER: readonly Light[] = ['bad', 'unknown', 'running', 'waiting', 'good', 'skipped'];
const worst = (lights: readonly Light[]): Light => ORDER.find((light) => lights.includes(light)) ?? 'waiting';

/** `at upload`, `shipped`, `waits for you (D7)`, `rolled-back: smoke: …`. */
export const runStateText = ({ state, steps }: Run): string => {
  switch (state.kind) {
    case 'running':
      return `at ${steps.find((step) => step.state.kind === 'running')?.id ?? 'its next step'}`;
    case 'awaiting-approval':
      return `waits for you (${state.decision})`;
    case 'rolling-back':
      return `turns back: ${state.because}`;
    case 'ended':
      return state.outcome === 'shipped' ? 'shipped' : `${state.outcome}: ${state.because}`;
  }
};

/** Without the cause, which stands below. */
export const shortStateText = (run: Run): string =>
  run.state.kind === 'rolling-back' ? 'turns back' : isOver(run) ? run.state.outcome : runStateText(run);

export const approverText = ({ approval }: Run): string | null =>
  approval?.answer === 'approve' ? `approved by ${approval.by ?? 'a person'}` : null;

export const runMs = (run: Run, now: number): number => (isOver(run) ? run.state.at : now) - run.startedAt;

/** `30 days: 12 shipped · lead 2h · 8% failed · mended in 4m`: fits the smallest terminal. */
export const figuresText = (figures: DeployFigures | undefined): string => {
  if (figures === undefined) return 'no deploys in 30 days';
  const { shipped, leadTimeMs, failureRate, restoreMs, runMs: took } = figures;
  return [
    `30 days: ${shipped} shipped`,
    ...(leadTimeMs === null ? [] : [`lead ${spanText(leadTimeMs)}`]),
    ...(failureRate === null ? [] : [`${Math.round(failureRate * 100)}% failed`]),
    ...(restoreMs === null ? [] : [`mended in ${spanText(restoreMs)}`]),
    ...(took === null ? [] : [`takes ${spanText(took)}`]),
  ].join(' · ');
};

export const spanText = (ms: number): string => (ms < 10_000 ? `${(ms / 1000).toFixed(1)}s` : ageText(0, ms));
