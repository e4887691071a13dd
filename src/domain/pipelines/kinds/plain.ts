/** A plain pipeline is a plan already, but for names and the place of the approval. */
import type { PipelineOf } from '../config.ts';
import type { PlanParts } from '../expand.ts';
import type { PlannedStep } from '../plan.ts';
import { fromConfig, gate, idOf, wayBack } from './steps.ts';

export const plainPlan = (config: PipelineOf<'plain'>): PlanParts => ({
  stages: config.stages.map(({ name, needs, steps, gates, approval, sends, ships }) => ({
    name,
    needs,
    sends: sends || ships,
    ships,
    steps: [
      ...(approval ? [{ id: `approve-${name}`, name: 'a person says yes', kind: 'approval' } as const] : []),
      ...steps.map((step) => fromConfig(step)),
      ...gates.map(
        ({ name: title, run, cwd, env, set, hint, timeout }): PlannedStep =>
          gate(idOf(title), title, { gate: 'command', argv: run, cwd, env, set, hint }, timeout),
      ),
    ],
  })),
  rollback: wayBack(config.rollback),
  artefacts: config.artefacts,
});
