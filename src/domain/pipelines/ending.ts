/** How a run ends: its outcome follows from its steps alone, so that every run has a named end. */
import type { Event } from '../event.ts';
import { grantToNext } from '../locks/freeing.ts';
import type { World } from '../world.ts';
import { hasShipped, isDone, isSkipped, type Run, type RunOutcome, type RunStep } from './run.ts';

/** The end of the run and of its hold, and the project goes to who waits for it, in one breath. */
export const ended = (world: World, run: Run, because: string, outcome: RunOutcome): readonly Event[] => [
  { kind: 'run.ended', run: run.id, outcome, because },
  ...openQuestion(world, run),
  ...freed(world, run, `${run.id} ended: ${outcome}`),
];

/** A question about a run that is over has no answer any more. */
const openQuestion = (world: World, { id, state }: Run): readonly Event[] =>
  state.kind === 'awaiting-approval' && world.decisions[state.decision]?.state.kind === 'waiting'
    ? [{ kind: 'decision.voided', decision: state.decision, because: `${id} has ended` }]
    : [];

const freed = (world: World, run: Run, because: string): readonly Event[] => {
  const hold = world.holds[run.project];
  return hold?.run !== run.id
    ? []
    : [
        { kind: 'project.freed', project: run.project, run: run.id, fence: hold.fence, because },
        ...grantToNext(world, run.project),
      ];
};

/** Of a run whose runner says that it is through, or gave up. */
export const outcomeOf = (run: Run): RunOutcome => {
  const forward = run.steps.filter(({ rollback }) => !rollback);
  const back = run.steps.filter(({ rollback }) => rollback);
  if (run.steps.some(isLost)) return 'unknown';
  if (run.purpose === 'rollback' || run.state.kind === 'rolling-back')
    return back.every(isDone) ? 'rolled-back' : 'unknown';
  if (forward.every(isDone)) return 'shipped';
  if (hasShipped(run)) return 'unknown';
  const stopper = forward.find(({ state }) => state.kind === 'ended' && state.outcome === 'failed');
  if (stopper === undefined) return 'interrupted';
  return stopper.work === 'command' || stopper.work === 'http' ? 'failed' : 'held';
};

/** Of a run whose runner is gone: what was being done has no seen end. */
export const outcomeAfterLoss = (run: Run): RunOutcome => {
  if (run.state.kind === 'rolling-back' || run.purpose === 'rollback') return 'unknown';
  const begun = run.steps.filter(({ state }) => state.kind !== 'waiting');
  if (begun.some((step) => !step.repeatable && isLost(step))) return 'unknown';
  // A fresh run would do it a second time.
  if (begun.some((step) => step.ships && !step.repeatable && !isSkipped(step.state))) return 'unknown';
  return 'interrupted';
};

const isLost = ({ state }: RunStep): boolean =>
  state.kind === 'running' || (state.kind === 'ended' && state.outcome === 'unknown');
