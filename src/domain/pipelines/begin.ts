/**
 * Whether a run may begin: one run of a target at a time, none while a worker holds the project, none over a state that
 * nobody knows. `--from` goes on only where an earlier run of the same commit stopped, so that no gate is passed by.
 */
import type { Decided } from '../decide.ts';
import { heldByOther } from '../locks/refusal.ts';
import { fail, ok, type Problem, type Result } from '../problem.ts';
import type { World } from '../world.ts';
import type { DeployEdgeCommand } from './commands.ts';
import { isRepeatable, type Plan, retriesOf } from './plan.ts';
import { isDone, isOver, liveRunOf, type Run, type RunStep } from './run.ts';

type BeginRun = Extract<DeployEdgeCommand, { kind: 'begin-run' }>;

export const beginRun = (world: World, command: BeginRun): Decided => {
  const { plan, purpose, from } = command;
  const objection = objectionTo(world, command);
  if (objection !== null) return fail(objection);
  const earlier = from === null ? ok(null) : earlierRun(world, command);
  if (!earlier.ok) return earlier;
  const run = nextRunId(world);
  const fence = world.lastFence + 1;
  return ok([
    {
      kind: 'run.started',
      run,
      pipeline: plan.pipeline,
      pipelineKind: plan.kind,
      project: plan.project,
      environment: plan.environment,
      target: plan.target,
      purpose,
      release: earlier.value?.release ?? command.release,
      restores: command.restores ?? null,
      commit: command.commit,
      commitAt: command.commitAt,
      fence,
      steps: summaryOf(plan),
      from,
      digest: earlier.value?.digest ?? null,
      by: command.by,
    },
    { kind: 'project.held', project: plan.project, run, fence },
  ]);
};

export const nextRunId = (world: World): string => `R${world.lastRun + 1}`;

const objectionTo = (world: World, { plan, purpose, from }: BeginRun): Problem | null => {
  const live = liveRunOf(world.runs, plan.target);
  if (live !== null)
    return { kind: 'busy', message: `${live.id} of ${live.pipeline} runs at ${plan.target} already`, next: SEE };
  const hold = world.holds[plan.project];
  if (hold !== undefined) return { kind: 'busy', message: `${plan.project} is held by ${hold.run}`, next: SEE };
  const lock = world.locks[plan.project];
  if (lock !== undefined) return heldByOther(world, lock);
  if (purpose === 'rollback') {
    return plan.rollback.length > 0
      ? null
      : {
          kind: 'missing',
          message: `${plan.pipeline} has nothing to go back to`,
          next: 'Nothing was shipped before what serves now, or the pipeline has no rollback steps.',
        };
  }
  return from === null ? overUnknown(world, plan) : null;
};

const SEE = 'Wait for it, or see it with: gaffer deploy --runs';

/** A fresh run would do again what may have been done. */
const overUnknown = (world: World, { target }: Plan): Problem | null => {
  const id = world.targets[target]?.unknown ?? null;
  const run = id === null ? undefined : world.runs[id];
  if (id === null) return null;
  const because = run !== undefined && isOver(run) ? `: ${run.state.because}` : '';
  return {
    kind: 'refused',
    message: `nobody knows what ${id} left at ${target}${because}`,
    next: `Look at ${target}, then say what you saw: gaffer deploy --resolve ${id} --as shipped|not-shipped, or go back with --rollback.`,
  };
};

const earlierRun = (world: World, { plan, from, commit }: BeginRun): Result<Run> => {
  const index = plan.stages.findIndex(({ name }) => name === from);
  if (index < 0) {
    const expected = plan.stages.map(({ name }) => name).join(', ');
    return fail({ kind: 'missing', message: `${plan.pipeline} has no stage ${from}`, expected });
  }
  const earlier = Object.values(world.runs).findLast((run) => run.target === plan.target && run.purpose === 'deploy');
  const before = plan.stages.slice(0, index).flatMap(({ steps }) => steps);
  const problem = (message: string) =>
    fail({ kind: 'refused', message, next: `Begin at the beginning: gaffer deploy ${plan.pipeline}` });
  if (earlier === undefined) return problem(`there is no run of ${plan.pipeline} to go on with`);
  if (earlier.commit !== commit) return problem(`${earlier.id} was about another commit than what stands here now`);
  const open = before.find(({ id }) => !earlier.steps.some((step) => step.id === id && isDone(step)));
  if (open !== undefined) return problem(`${earlier.id} did not pass ${open.name}, which comes before ${from}`);
  const lost = earlier.steps.find(({ repeatable, state }) => !repeatable && isUnknown(state));
  return lost === undefined
    ? ok(earlier)
    : problem(`nobody saw the end of ${lost.name} in ${earlier.id}, and it must not run twice`);
};

const isUnknown = (state: RunStep['state']): boolean => state.kind === 'ended' && state.outcome === 'unknown';

const summaryOf = (plan: Plan): readonly Omit<RunStep, 'attempt' | 'state'>[] => [
  ...plan.stages.flatMap(({ name: stage, steps, ships }) =>
    steps.map((step) => ({ ...summary(step), stage, ships, rollback: false })),
  ),
  ...plan.rollback.map((step) => ({ ...summary(step), stage: 'rollback', ships: true, rollback: true })),
];

const summary = (step: Plan['rollback'][number]) => ({
  id: step.id,
  name: step.name,
  work: step.kind,
  repeatable: isRepeatable(step),
  retries: retriesOf(step),
});
