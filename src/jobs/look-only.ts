/** The steps of a plan without a journal: what `--dry-run` and the gates alone do. */
import type { PlannedStep } from '../domain/pipelines/plan.ts';
import { carryOut } from './carry-out.ts';
import type { PlanRun } from './plan-run.ts';
import type { StepEnd } from './run-book.ts';

/**
 * All that comes before the first step that sends. Nothing is approved, and nothing
 * outside of the project changes.
 */
export const lookOnly = async (
  run: Omit<PlanRun, 'book' | 'approved' | 'onSpawn'>,
  told: (step: PlannedStep, end: StepEnd) => void,
): Promise<boolean> => {
  const stages = run.plan.stages;
  const first = stages.findIndex(({ sends }) => sends);
  const steps = stages.slice(0, first < 0 ? stages.length : first).flatMap((stage) => stage.steps);
  let isGood = true;
  for (const step of steps.filter(({ kind }) => kind !== 'approval')) {
    if (run.signal.aborted) return false;
    const end = await carryOut({ ...run, book: null, approved: true, onSpawn: () => undefined }, step);
    if (end === null) return false;
    told(step, end);
    if (end.outcome === 'passed' || end.outcome === 'skipped') continue;
    isGood = false;
    // Every gate is looked at, so that a person sees all that is wrong; without a build there is nothing to look at.
    if (step.kind !== 'gate' || step.id === 'build') return false;
  }
  return isGood;
};
