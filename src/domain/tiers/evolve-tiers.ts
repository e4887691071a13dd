/** What events mean for the tiers themselves, their budgets and the subscription's limits. */
import type { Logged } from '../event.ts';
import { put } from '../records.ts';
import type { World } from '../world.ts';
import { budgetId } from './budget.ts';
import type { BudgetKey, BudgetState } from './tiers.ts';

export const evolveTiers = (world: World, { event, at }: Logged): World => {
  switch (event.kind) {
    case 'tiers.read':
      return { ...world, tiers: { ...world.tiers, settings: event.settings } };
    case 'tier.changed': {
      const { tier, up, because, model } = event;
      return { ...world, tiers: { ...world.tiers, state: put(world.tiers.state, tier, { up, because, model, at }) } };
    }
    case 'usage.counted':
      return { ...world, budgets: ofDay(world.budgets, event.count.day) };
    case 'budget.reached':
      return budget(world, event.budget, { warnedAt: event.level });
    case 'budget.raised': {
      const before = world.budgets[budgetId(event.budget)]?.raised ?? 0;
      // It may be nearly used up again, which is news again.
      return budget(world, event.budget, { raised: before + event.microUsd, warnedAt: 0, held: false });
    }
    case 'budget.held':
      return budget(world, event.budget, { held: true });
    case 'limits.measured':
      return { ...world, limits: event.limits };
    default:
      return world;
  }
};

const budget = (world: World, key: BudgetKey, change: Partial<BudgetState>): World => {
  const before = world.budgets[budgetId(key)] ?? { ...key, warnedAt: 0, raised: 0, held: false };
  return { ...world, budgets: put(world.budgets, budgetId(key), { ...before, ...change }) };
};

/** A new day begins with whole budgets; those of tasks are for all their days. */
const ofDay = (budgets: World['budgets'], day: string): World['budgets'] => {
  const kept = Object.entries(budgets).filter(([, one]) => one.day === '' || one.day === day);
  return kept.length === Object.keys(budgets).length ? budgets : Object.fromEntries(kept);
};
