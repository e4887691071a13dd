/** What a person's answer about a budget means: as much again, and what was paused goes on; or it stays as it is. */
import type { Event } from '../event.ts';
import { inTurn } from '../in-turn.ts';
import { BUDGET } from '../workers/questions.ts';
import type { World } from '../world.ts';
import { type BudgetUse, budgetId, budgetUses } from './budget.ts';
import { keyOf, portion } from './budget-events.ts';
import { goOnPaused } from './pause.ts';

/** `world` is the one with the answer. */
export const afterBudgetQuestion = (
  world: World,
  settled: Extract<Event, { kind: 'decision.settled' }>,
  now: number,
): readonly Event[] => {
  const decision = world.decisions[settled.decision];
  if (decision?.binding.startsWith(BUDGET) !== true) return [];
  const id = decision.binding.slice(BUDGET.length);
  const one = budgetUses(world).find((use) => budgetId(use) === id);
  if (one === undefined) return [];
  if (settled.answer === 'deny') return [{ kind: 'budget.held', budget: keyOf(one) }];
  const raised: Event = { kind: 'budget.raised', budget: keyOf(one), microUsd: overspent(one) + portion(world, one) };
  return inTurn(world, now, [() => [raised], goOnPaused]);
};

/** A request that was on its way may have cost many times the budget: what a person allows comes on top of it. */
const overspent = ({ usedMicroUsd, limitMicroUsd }: BudgetUse): number => Math.max(0, usedMicroUsd - limitMicroUsd);
