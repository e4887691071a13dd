/** The four figures that tell how well deploys go, out of our own journal: how often, how soon, how often in vain, how soon mended. */
import type { Logged } from '../event.ts';
import type { PipelineEvent } from './events.ts';

export interface DeployFigures {
  /** Of the last thirty days. */
  readonly shipped: number;
  /** From the commit to the moment it served. Null without any. */
  readonly leadTimeMs: number | null;
  /** Of all that changed the target: what was turned back, taken back, or left unknown. */
  readonly failureRate: number | null;
  /** From a failure to the next time that something good served. */
  readonly restoreMs: number | null;
  /** Median of those that shipped. */
  readonly runMs: number | null;
}

export interface DeployReport {
  readonly pipelines: readonly PipelineRow[];
  /** By target. */
  readonly figures: Readonly<Record<string, DeployFigures>>;
  /** The end of the log of one step of the run that was asked about. */
  readonly log: { readonly run: string; readonly step: string; readonly lines: readonly string[] } | null;
  /** Why gaffer.yaml could not be read. */
  readonly problem: string | null;
}

export interface PipelineRow {
  readonly name: string;
  readonly kind: string;
  readonly project: string;
  readonly environment: string;
  readonly target: string;
}

const WINDOW_MS = 30 * 86_400_000;

export const deployFigures = (log: readonly Logged[], now: number): Readonly<Record<string, DeployFigures>> => {
  const targets = new Map<string, Tally>();
  const started = new Map<string, Extract<PipelineEvent, { kind: 'run.started' }> & { readonly at: number }>();
  const shipping = new Set<string>();
  for (const { event, at } of log) {
    if (event.kind === 'run.started') started.set(event.run, { ...event, at });
    if (event.kind === 'run.step-started' && ships(started.get(event.run), event.step)) shipping.add(event.run);
    if (event.kind !== 'run.ended' && event.kind !== 'run.resolved') continue;
    const run = started.get(event.run);
    if (run === undefined || at < now - WINDOW_MS) continue;
    const tally = targets.get(run.target) ?? newTally();
    targets.set(run.target, tally);
    if (event.kind === 'run.resolved') mended(tally, at);
    else count(tally, event, run, shipping.has(event.run), at);
  }
  return Object.fromEntries([...targets].map(([target, tally]) => [target, figuresOf(tally)]));
};

interface Tally {
  shipped: number;
  failed: number;
  readonly leads: number[];
  readonly restores: number[];
  readonly runs: number[];
  failedAt: number | null;
}

const newTally = (): Tally => ({ shipped: 0, failed: 0, leads: [], restores: [], runs: [], failedAt: null });

const ships = (run: Extract<PipelineEvent, { kind: 'run.started' }> | undefined, id: string): boolean =>
  run?.steps.some((step) => step.id === id && step.ships && !step.rollback) === true;

const count = (
  tally: Tally,
  { outcome }: Extract<PipelineEvent, { kind: 'run.ended' }>,
  run: Extract<PipelineEvent, { kind: 'run.started' }> & { readonly at: number },
  hasShipped: boolean,
  at: number,
): void => {
  if (outcome === 'shipped') {
    tally.shipped += 1;
    tally.runs.push(at - run.at);
    if (run.commitAt !== null) tally.leads.push(at - run.commitAt);
    mended(tally, at);
  } else if (outcome === 'rolled-back' && run.purpose === 'rollback') {
    // What was taken back had been shipped: it counts as a failure that is mended now, from the wish to go back on. After
    // a run that failed it mends that one, and is none of its own.
    if (tally.failedAt === null) tally.failed += 1;
    tally.failedAt ??= run.at;
    mended(tally, at);
  } else if (hasShipped || outcome === 'unknown') {
    tally.failed += 1;
    tally.failedAt ??= run.at;
    if (outcome === 'rolled-back') mended(tally, at);
  }
};

const mended = (tally: Tally, at: number): void => {
  if (tally.failedAt !== null) tally.restores.push(at - tally.failedAt);
  tally.failedAt = null;
};

const figuresOf = ({ shipped, failed, leads, restores, runs }: Tally): DeployFigures => ({
  shipped,
  leadTimeMs: median(leads),
  failureRate: shipped + failed === 0 ? null : failed / (shipped + failed),
  restoreMs: median(restores),
  runMs: median(runs),
});

const median = (values: readonly number[]): number | null =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? null;
