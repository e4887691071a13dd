/** Starts what a worker asked for and a person approved; what stands against it is said, since nobody waits for the answer. */
import type { Effect } from '../domain/effect.ts';
import { describeProblem } from '../domain/problem.ts';
import type { Deploys } from './deploys.ts';
import type { Fleet } from './parts.ts';

export const startAsked = async (
  fleet: Fleet,
  deploys: Deploys,
  { pipeline, environment, by }: Extract<Effect, { kind: 'start-deploy' }>,
): Promise<void> => {
  const started = await deploys.start(
    { kind: 'deploy', pipeline, environment, purpose: 'deploy', from: null, approved: false },
    by,
  );
  if (!started.ok) fleet.log(`the approved deploy of ${pipeline} was not started: ${describeProblem(started.problem)}`);
};
