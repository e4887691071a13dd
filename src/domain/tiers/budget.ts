/** Budgets per day, project, worker and task: how far each is used, and which are used up. */
import type { ProjectId, TaskId } from '../ids.ts';
import type { World } from '../world.ts';
import type { BudgetKey, BudgetScope, BudgetState } from './tiers.ts';

export interface BudgetUse extends BudgetKey {
  readonly usedMicroUsd: number;
  /** With what a person allowed on top. */
  readonly limitMicroUsd: number;
}

export const budgetId = ({ scope, name, day }: BudgetKey): string => [scope, name, day].filter(Boolean).join(' ');

const MICRO = 1_000_000;
export const FULL = 100;
export const NEARLY = 80;

/** Every budget for which something was spent. */
export const budgetUses = (world: World): readonly BudgetUse[] => {
  const budgets = world.tiers.settings?.budgets;
  const { day } = world.spend;
  if (budgets === undefined || day === null) return [];
  const uses = (scope: BudgetScope, spent: Readonly<Record<string, number>>, on: string): readonly BudgetUse[] => {
    const limit = budgets[scope];
    return limit === null
      ? []
      : Object.entries(spent).map(([name, usedMicroUsd]) => use(world, { scope, name, day: on }, usedMicroUsd, limit));
  };
  return [
    ...uses('day', { '': world.spend.microUsd }, day),
    ...uses('project', world.spend.projects, day),
    ...uses('worker', world.spend.workers, day),
    ...uses('task', openTaskCosts(world), ''),
  ];
};

export interface BudgetSubject {
  readonly task: TaskId;
  readonly project: ProjectId | null;
  /** Null when it is not known yet who will do it. */
  readonly worker: number | null;
}

/** The budgets that stand against starting this; none when no budget is set. */
export const exhausted = (world: World, { task, project, worker }: BudgetSubject): readonly BudgetUse[] => {
  const budgets = world.tiers.settings?.budgets;
  const day = world.spend.day;
  if (budgets === undefined || day === null) return [];
  const one = (
    scope: BudgetScope,
    name: string | null,
    spent: number | undefined,
    on: string,
  ): readonly BudgetUse[] => {
    const limit = budgets[scope];
    return limit === null || name === null ? [] : [use(world, { scope, name, day: on }, spent ?? 0, limit)];
  };
  return [
    ...one('day', '', world.spend.microUsd, day),
    ...one('project', project, world.spend.projects[project ?? ''], day),
    ...one('worker', worker === null ? null : String(worker), world.spend.workers[worker ?? 0], day),
    ...one('task', task, world.records[task]?.costMicroUsd, ''),
  ].filter(isUsedUp);
};

export const percentOf = ({ usedMicroUsd, limitMicroUsd }: BudgetUse): number =>
  limitMicroUsd === 0 ? FULL : Math.floor((100 * usedMicroUsd) / limitMicroUsd);

const isUsedUp = (one: BudgetUse): boolean => percentOf(one) >= FULL;

/** `the day's budget is used up ($20.10 of $20.00)`. */
export const describeBudget = (one: BudgetUse): string =>
  `${nameOfBudget(one)} is ${isUsedUp(one) ? 'used up' : `used to ${percentOf(one)} %`} (${usd(one.usedMicroUsd)} of ${usd(one.limitMicroUsd)})`;

export const nameOfBudget = ({ scope, name }: BudgetKey): string =>
  scope === 'day' ? "the day's budget" : `the budget of ${scope === 'worker' ? `worker ${name}` : name}`;

export const usd = (micro: number): string => `$${(micro / MICRO).toFixed(2)}`;

const use = (world: World, key: BudgetKey, usedMicroUsd: number, limit: number): BudgetUse => {
  const state: BudgetState | undefined = world.budgets[budgetId(key)];
  return { ...key, usedMicroUsd, limitMicroUsd: Math.round(limit * MICRO) + (state?.raised ?? 0) };
};

const openTaskCosts = ({ records }: World): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.values(records).flatMap(({ id, status, costMicroUsd }) =>
      status === 'done' || costMicroUsd === 0 ? [] : [[id, costMicroUsd]],
    ),
  );
