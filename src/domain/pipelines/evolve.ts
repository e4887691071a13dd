/** What events mean for runs, for what holds a project, and for what serves at a target. */
import type { Logged } from '../event.ts';
import { change, drop, put } from '../records.ts';
import type { World } from '../world.ts';
import { runIn } from './approval.ts';
import type { PipelineEvent } from './events.ts';
import { isOver, type Run, type RunStep, type Shipped, type Target } from './run.ts';

/** Ended runs that stay in the World; all of them are in the journal. */
const KEPT_RUNS = 30;

export const evolvePipelines = (world: World, logged: Logged): World => {
  const { event, at } = logged;
  switch (event.kind) {
    case 'run.started':
      return {
        ...world,
        lastRun: Math.max(world.lastRun, Number(event.run.slice(1))),
        runs: withoutOldest(put(world.runs, event.run, started(event, at)), world.targets),
      };
    case 'run.step-started':
      return withStep(world, event.run, event.step, (step) => ({
        ...step,
        attempt: event.attempt,
        state: { kind: 'running', since: at },
      }));
    case 'run.step-ended':
      return withStep(world, event.run, event.step, (step) => ({
        ...step,
        state: {
          kind: 'ended',
          outcome: event.outcome,
          reading: event.reading,
          because: event.because,
          at,
          ms: event.ms,
        },
      }));
    case 'run.built':
      return withRun(world, event.run, (run) => ({ ...run, digest: event.digest }));
    case 'run.fact-found':
      return withRun(world, event.run, (run) => ({ ...run, facts: { ...run.facts, ...event.facts } }));
    case 'decision.asked': {
      const id = runIn(event.binding);
      return id === null
        ? world
        : withRun(world, id, (run) => ({
            ...run,
            state: { kind: 'awaiting-approval', decision: event.decision },
            approval: { decision: event.decision, answer: null, by: null },
          }));
    }
    case 'run.approved':
      return withRun(world, event.run, (run) => ({
        ...run,
        state: { kind: 'running' },
        approval: { decision: run.approval?.decision ?? null, answer: 'approve', by: event.by },
      }));
    case 'run.turning-back':
      return withRun(world, event.run, (run) => ({ ...run, state: { kind: 'rolling-back', because: event.because } }));
    case 'run.ended':
      return withTarget(
        withRun(world, event.run, (run) => ({
          ...run,
          state: { kind: 'ended', outcome: event.outcome, because: event.because, at },
        })),
        event.run,
        (target, run) => afterEnd(target, run, event.outcome, at),
      );
    case 'run.resolved':
      return withTarget(world, event.run, (target, run) => ({
        ...(!event.shipped
          ? target
          : run.purpose === 'rollback'
            ? broughtBack(target, run)
            : shippedAt(target, run, at)),
        unknown: null,
      }));
    case 'project.held':
      return {
        ...world,
        lastFence: Math.max(world.lastFence, event.fence),
        holds: put(world.holds, event.project, {
          project: event.project,
          run: event.run,
          fence: event.fence,
          since: at,
        }),
      };
    case 'project.freed':
      return { ...world, holds: drop(world.holds, event.project) };
    default:
      return world;
  }
};

type Started = Extract<PipelineEvent, { kind: 'run.started' }>;

const started = (event: Started, at: number): Run => ({
  id: event.run,
  pipeline: event.pipeline,
  kind: event.pipelineKind,
  project: event.project,
  environment: event.environment,
  target: event.target,
  purpose: event.purpose,
  release: event.release,
  restores: event.restores ?? null,
  commit: event.commit,
  commitAt: event.commitAt,
  fence: event.fence,
  startedAt: at,
  by: event.by,
  steps: event.steps.map((step) => ({ ...step, attempt: 0, state: firstState(event, step, at) })),
  state: { kind: 'running' },
  digest: event.digest,
  approval: null,
  facts: {},
});

const firstState = (
  { from, steps }: Started,
  { stage, rollback }: Started['steps'][number],
  at: number,
): RunStep['state'] => {
  const order = [...new Set(steps.map((step) => step.stage))];
  return from === null || rollback || order.indexOf(stage) >= order.indexOf(from)
    ? { kind: 'waiting' }
    : { kind: 'ended', outcome: 'skipped', reading: null, because: 'passed in the run before', at, ms: 0 };
};

const withRun = (world: World, id: string, step: (run: Run) => Run): World => ({
  ...world,
  runs: change(world.runs, id, step),
});

const withStep = (world: World, run: string, id: string, step: (step: RunStep) => RunStep): World =>
  withRun(world, run, (one) => ({ ...one, steps: one.steps.map((each) => (each.id === id ? step(each) : each)) }));

const withTarget = (world: World, id: string, step: (target: Target, run: Run) => Target): World => {
  const run = world.runs[id];
  if (run === undefined) return world;
  const before = world.targets[run.target] ?? {
    target: run.target,
    pipeline: run.pipeline,
    live: null,
    previous: null,
    unknown: null,
  };
  return { ...world, targets: put(world.targets, run.target, step(before, run)) };
};

const afterEnd = (target: Target, run: Run, outcome: string, at: number): Target => {
  switch (outcome) {
    case 'shipped':
      return shippedAt(target, run, at);
    case 'unknown':
      return { ...target, unknown: run.id };
    case 'rolled-back':
      // A run that turned back by itself leaves what served before it.
      return run.purpose === 'deploy' ? { ...target, unknown: null } : { ...broughtBack(target, run), unknown: null };
    default:
      return target;
  }
};

/** Over a state that nobody knew, what served before it is brought back, and stands as live already. */
const broughtBack = (target: Target, { restores }: Run): Target =>
  restores != null && restores === target.live?.release
    ? target
    : { ...target, live: target.previous ?? target.live, previous: null };

const shippedAt = (target: Target, run: Run, at: number): Target => {
  const { id, release, commit, digest, facts } = run;
  const live: Shipped = { run: id, release, commit, digest, at, facts };
  return { ...target, live, previous: target.live ?? target.previous, unknown: null };
};

/** What a person still has to settle stays, however old. */
const withoutOldest = (runs: World['runs'], targets: World['targets']): World['runs'] => {
  const open = new Set(Object.values(targets).map(({ unknown }) => unknown));
  const over = Object.values(runs).filter((run) => isOver(run) && !open.has(run.id));
  const surplus = new Set(over.slice(0, Math.max(0, over.length - KEPT_RUNS)).map(({ id }) => id));
  return surplus.size === 0 ? runs : Object.fromEntries(Object.entries(runs).filter(([id]) => !surplus.has(id)));
};
