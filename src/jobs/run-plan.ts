/**
 * Runs a plan, one step after the other. Each step is journalled before it begins and after it ends; what ships is looked
 * at once more before the first step that changes the target; what fails after that is turned back.
 */
import { type PlannedStage, type PlannedStep, retriesOf } from '../domain/pipelines/plan.ts';
import { isOver } from '../domain/pipelines/run.ts';
import { carryOut } from './carry-out.ts';
import { digestOf } from './digest.ts';
import type { PlanRun } from './plan-run.ts';

export const runPlan = async (run: PlanRun): Promise<void> => {
  const { plan, book } = run;
  const because =
    book.run()?.purpose === 'rollback' ? await runSteps(run, plan.rollback) : await runForward(run, plan.stages);
  if (because !== null) {
    await book.turnBack(because);
    if (book.run()?.state.kind === 'rolling-back') {
      // Whoever stopped the run wants what served before to serve again.
      const back = await runSteps({ ...run, signal: new AbortController().signal }, plan.rollback);
      return book.end(back === null ? `${because}; the way back is done` : `${because}; the way back failed: ${back}`);
    }
  }
  const now = book.run();
  if (now !== null && !isOver(now)) await book.end(because ?? 'every step passed');
};

/** Why the run may not go on; null when all is done. */
const runForward = async (run: PlanRun, stages: readonly PlannedStage[]): Promise<string | null> => {
  let wasChecked = false;
  for (const stage of stages) {
    if (stage.sends && !wasChecked) {
      wasChecked = true;
      const changed = await changedSinceBuilt(run);
      if (changed !== null) return changed;
    }
    const stopped = await runSteps(run, stage.steps);
    if (stopped !== null) return stopped;
    if (stage.name === 'build' || stage === lastBefore(stages)) await reportBuilt(run);
  }
  return null;
};

/** Without a stage of that name, what stands before the first one that sends is what is shipped. */
const lastBefore = (stages: readonly PlannedStage[]): PlannedStage | undefined => {
  if (stages.some(({ name }) => name === 'build')) return undefined;
  const first = stages.findIndex(({ sends }) => sends);
  return stages[(first < 0 ? stages.length : first) - 1];
};

const reportBuilt = async ({ plan, root, book }: PlanRun): Promise<void> => {
  if (plan.artefacts.length > 0 && book.run()?.digest === null)
    await book.reportBuilt(await digestOf(root, plan.artefacts));
};

const changedSinceBuilt = async (run: PlanRun): Promise<string | null> => {
  const { plan, root, book } = run;
  if (plan.artefacts.length === 0) return null;
  await reportBuilt(run);
  const built = book.run()?.digest ?? null;
  return built === (await digestOf(root, plan.artefacts))
    ? null
    : 'what was built has changed since the gates looked at it: nothing is shipped';
};

const runSteps = async (run: PlanRun, steps: readonly PlannedStep[]): Promise<string | null> => {
  let held: string | null = null;
  for (const step of steps) {
    // The gates of a stage are all looked at, so that a person sees at once all that is wrong.
    if (held !== null && step.kind !== 'gate') return held;
    const stopped = await runStep(run, step);
    if (stopped !== null && step.kind !== 'gate') return held ?? stopped;
    held ??= stopped;
  }
  return held;
};

const runStep = async (run: PlanRun, step: PlannedStep): Promise<string | null> => {
  const { book } = run;
  const known = book.run()?.steps.find(({ id }) => id === step.id);
  if (known?.state.kind === 'ended' && known.state.outcome === 'skipped') return null;
  for (let attempt = 0; ; attempt += 1) {
    if (run.signal.aborted) return 'a person stopped it';
    const begun = await book.beginStep(step.id);
    if (!begun.ok) return begun.problem.message;
    const end = await carryOut(run, step);
    // Answered by a person, who ended the run with the answer.
    if (end === null) return 'the answer was no';
    const noted = await book.endStep(step.id, end);
    if (!noted.ok) return noted.problem.message;
    if (end.outcome === 'passed' || end.outcome === 'skipped') return null;
    if (attempt >= retriesOf(step) || run.signal.aborted) return `${step.name}: ${end.because}`;
  }
};
