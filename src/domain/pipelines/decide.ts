/**
 * Decides what concerns runs. A step begins once: it is journalled before it is run, its fence is looked at again, and
 * what ended without being seen is `unknown` and never begun again by itself.
 */
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import type { DecisionId } from '../ids.ts';
import { askHuman } from '../policies/ask-human.ts';
import { fail, ok, type Problem, type Result } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import { findLiveWorker } from '../workers/find.ts';
import type { World } from '../world.ts';
import { bindingOfRequest, bindingOfRun, requestIn, runIn } from './approval.ts';
import { beginRun } from './begin.ts';
import type { DeployEdgeCommand, DeployHumanCommand, RequestDeploy } from './commands.ts';
import { ended, outcomeAfterLoss, outcomeOf } from './ending.ts';
import { hasShipped, isOver, type Run, type RunStep } from './run.ts';

type PipelineCommand = DeployEdgeCommand | RequestDeploy | Extract<DeployHumanCommand, { kind: 'resolve-run' }>;
type Of<Kind extends PipelineCommand['kind']> = Extract<PipelineCommand, { kind: Kind }>;

export const decidePipelines = (world: World, command: PipelineCommand): Decided => {
  switch (command.kind) {
    case 'begin-run':
      return beginRun(world, command);
    case 'begin-step':
      return withRun(world, command.run, (run) => beginStep(world, run, command));
    case 'end-step':
      return withRun(world, command.run, (run) => endStep(run, command));
    case 'report-built':
      return withRun(world, command.run, (run) => ok([{ kind: 'run.built', run: run.id, digest: command.digest }]));
    case 'ask-approval':
      return withRun(world, command.run, (run) => ok([askApproval(world, run, command.text)]));
    case 'turn-back':
      return withRun(world, command.run, (run) => turnBack(run, command));
    case 'end-run':
      return withRun(world, command.run, (run) => ok(ended(world, run, command.because, outcomeOf(run))));
    case 'recover-runs':
      return ok(recover(world, command));
    case 'resolve-run':
      return resolve(world, command);
    case 'request-deploy':
      return request(world, command);
    default:
      return unreachable(command);
  }
};

/** What an answer means for the run, or the wish, that it was about. */
export const afterApproval = (
  world: World,
  settled: Extract<Event, { kind: 'decision.settled' }>,
): Result<readonly Event[]> => {
  const decision = world.decisions[settled.decision];
  if (decision === undefined) return ok([]);
  const wish = requestIn(decision.binding);
  if (wish !== null && settled.answer === 'approve' && decision.project !== null) {
    const taken = world.holds[decision.project]?.run ?? world.locks[decision.project]?.holder;
    // The question goes on standing, so that the answer can be given again when the project is free.
    return taken === undefined
      ? ok([])
      : fail({
          kind: 'busy',
          message: `${decision.project} is held by ${typeof taken === 'number' ? `worker ${taken}` : taken}`,
          next: `${decision.id} goes on waiting: approve it again when the project is free.`,
        });
  }
  const run = world.runs[runIn(decision.binding) ?? ''];
  if (run === undefined || isOver(run)) return ok([]);
  const by = `human (${settled.by})`;
  if (settled.answer === 'approve') return ok([{ kind: 'run.approved', run: run.id, by }]);
  // The question is settled by this very answer, so it does not become void as well.
  const because = `denied by ${by}${settled.reason === null ? '' : `: ${settled.reason}`}`;
  const asking = run.steps.find(({ state }) => state.kind === 'running');
  const ending = [
    ...(asking === undefined ? [] : [answeredNo(run, asking, because)]),
    ...ended(world, run, because, 'held'),
  ];
  return ok(ending.filter(({ kind }) => kind !== 'decision.voided'));
};

/** How long a person took is no time of the run's work. */
const answeredNo = (run: Run, { id }: RunStep, because: string): Event => ({
  kind: 'run.step-ended',
  run: run.id,
  step: id,
  outcome: 'failed',
  reading: null,
  because: because.slice(0, SHOWN_CHARS),
  evidence: [],
  ms: 0,
});

const withRun = (world: World, id: string, decideFor: (run: Run) => Decided): Decided => {
  const run = world.runs[id];
  if (run === undefined) return fail({ kind: 'missing', message: `there is no run ${id}` });
  return isOver(run)
    ? fail({ kind: 'conflict', message: `${id} has ended: ${run.state.outcome}`, next: 'Nothing more is done.' })
    : decideFor(run);
};

const beginStep = (world: World, run: Run, { step: id }: Of<'begin-step'>): Decided => {
  const refuse = (message: string): Result<never> => fail({ kind: 'conflict', message });
  const step = run.steps.find((one) => one.id === id);
  if (step === undefined) return refuse(`${run.id} has no step ${id}`);
  if (world.holds[run.project]?.fence !== run.fence) return refuse(`${run.id} no longer holds ${run.project}`);
  if (run.state.kind === 'awaiting-approval') return refuse(`${run.id} waits for approval`);
  const goesBack = run.state.kind === 'rolling-back' || run.purpose === 'rollback';
  if (step.rollback !== goesBack) return refuse(`${step.name} is not part of what ${run.id} does now`);
  if (run.steps.some(({ state }) => state.kind === 'running')) return refuse(`${run.id} is at another step`);
  if (!mayBegin(step)) return refuse(`${step.name} was begun already, and runs once`);
  return ok([{ kind: 'run.step-started', run: run.id, step: id, attempt: step.attempt + 1 }]);
};

const mayBegin = ({ state, attempt, retries, repeatable }: RunStep): boolean =>
  state.kind === 'waiting' ||
  (repeatable && state.kind === 'ended' && state.outcome === 'failed' && attempt <= retries);

const endStep = (run: Run, command: Of<'end-step'>): Decided => {
  const step = run.steps.find(({ id }) => id === command.step);
  if (step?.state.kind !== 'running') return fail({ kind: 'conflict', message: `${command.step} is not running` });
  const { step: id, outcome, reading, because, evidence, ms, facts } = command;
  return ok([
    ...(facts === null || facts === undefined ? [] : [{ kind: 'run.fact-found', run: run.id, facts } as const]),
    {
      kind: 'run.step-ended',
      run: run.id,
      step: id,
      outcome,
      reading,
      because: because.slice(0, SHOWN_CHARS),
      evidence: evidence.slice(0, SHOWN_EVIDENCE).map((line) => line.slice(0, SHOWN_CHARS)),
      ms,
    },
  ]);
};

/** As much as a person reads on a card; the rest stands in the run's directory. */
const SHOWN_EVIDENCE = 20;
const SHOWN_CHARS = 400;

const turnBack = (run: Run, { because }: Of<'turn-back'>): Decided => {
  if (run.state.kind !== 'running' || run.purpose === 'rollback' || !hasShipped(run)) return ok([]);
  return ok(run.steps.some(({ rollback }) => rollback) ? [{ kind: 'run.turning-back', run: run.id, because }] : []);
};

const recover = (world: World, { evidence }: Of<'recover-runs'>): readonly Event[] =>
  Object.values(world.runs)
    .filter((run) => !isOver(run))
    .flatMap((run) => {
      const lost = run.steps.find(({ state }) => state.kind === 'running');
      const outcome = outcomeAfterLoss(run);
      const where = lost === undefined ? 'between two steps' : `in ${lost.name}`;
      const seen = evidence[run.id];
      const because = `its supervisor ended ${where}${seen === undefined ? '' : `; ${seen}`}`;
      return [
        ...(lost === undefined
          ? []
          : [
              {
                kind: 'run.step-ended',
                run: run.id,
                step: lost.id,
                outcome: 'unknown',
                reading: lost.work === 'gate' ? 'unknown' : null,
                because: 'nobody saw its end',
                evidence: seen === undefined ? [] : [seen],
                ms: 0,
              } as const,
            ]),
        ...ended(world, run, because, outcome),
      ];
    });

const resolve = (world: World, { run: id, shipped }: Of<'resolve-run'>): Decided => {
  const run = world.runs[id];
  if (run === undefined) return fail({ kind: 'missing', message: `there is no run ${id}` });
  if (world.targets[run.target]?.unknown !== id) {
    return fail({ kind: 'conflict', message: `${id} left nothing unknown`, next: 'Nothing was changed.' });
  }
  return ok([{ kind: 'run.resolved', run: id, shipped, by: 'human' }]);
};

/** No worker asks: the run itself waits. */
const askApproval = (world: World, run: Run, text: string): Event =>
  askHuman(world, {
    worker: null,
    generation: 0,
    project: run.project,
    task: null,
    question: { kind: 'posted', text },
    binding: bindingOfRun(run.id),
    because: `${run.environment} is deployed to with approval only`,
  });

const request = (world: World, command: Of<'request-deploy'>): Decided => {
  const found = findLiveWorker(world, command.worker, command.generation);
  if (!found.ok) return found;
  const binding = bindingOfRequest(command.pipeline, command.environment);
  const waiting = Object.values(world.decisions).find(
    (decision) => decision.state.kind === 'waiting' && decision.binding === binding,
  );
  if (waiting !== undefined) return fail(alreadyAsked(waiting.id));
  const { number, generation, task } = found.value;
  return ok([
    askHuman(world, {
      worker: number,
      generation,
      task,
      project: command.project,
      question: { kind: 'posted', text: command.text },
      binding,
      because: 'a worker may ask for a deploy, and a person decides',
    }),
  ]);
};

const alreadyAsked = (id: DecisionId): Problem => ({
  kind: 'conflict',
  message: `this deploy is asked for already (${id})`,
  next: 'The answer comes by itself; go on with something else.',
});
