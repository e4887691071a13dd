/** What is to be done outside after a decision about a deploy. */
import type { Effect } from '../effect.ts';
import type { DecisionId } from '../ids.ts';
import type { World } from '../world.ts';
import { requestIn } from './approval.ts';

export const deployEffects = (world: World, id: DecisionId): readonly Effect[] => {
  const decision = world.decisions[id];
  if (decision === undefined) return [];
  const wish = requestIn(decision.binding);
  if (wish === null || decision.state.kind !== 'settled' || decision.state.answer !== 'approve') return [];
  return [{ kind: 'start-deploy', ...wish, by: `worker ${decision.worker}, approved by human (${decision.state.by})` }];
};
