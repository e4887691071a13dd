/** What reaching a budget means: said at 80 %, and at 100 % a person is asked once, before anything that costs begins. */
import type { Event } from '../event.ts';
import { askHuman } from '../policies/ask-human.ts';
import { BUDGET } from '../workers/questions.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import {
  type BudgetSubject,
  type BudgetUse,
  budgetId,
  budgetUses,
  describeBudget,
  exhausted,
  FULL,
  NEARLY,
  percentOf,
  usd,
} from './budget.ts';
import type { BudgetKey } from './tiers.ts';

/** `world` with the new sums in it. */
export const budgetsReached = (world: World): readonly Event[] =>
  budgetUses(world).flatMap((one) => {
    const percent = percentOf(one);
    const level = percent >= FULL ? FULL : percent >= NEARLY ? NEARLY : null;
    const known = world.budgets[budgetId(one)]?.warnedAt ?? 0;
    return level !== null && level > known
      ? [{ kind: 'budget.reached', budget: keyOf(one), level, because: describeBudget(one) } as const]
      : [];
  });

/** Asks for the first budget that stands against the task, if nobody was asked and nobody said no. */
export const askBudget = (
  world: World,
  worker: Worker,
  task: Pick<BudgetSubject, 'task' | 'project'>,
  stands = 'waits for a tier that costs',
): readonly Event[] => {
  const subject = { ...task, worker: worker.number };
  const open = exhausted(world, subject).filter((one) => world.budgets[budgetId(one)]?.held !== true);
  const [first] = open;
  if (first === undefined || open.length < exhausted(world, subject).length) return [];
  const binding = `${BUDGET}${budgetId(first)}`;
  const waits = Object.values(world.decisions).some((one) => one.binding === binding && one.state.kind === 'waiting');
  if (waits) return [];
  return [
    askHuman(world, {
      worker: worker.number,
      generation: worker.generation,
      project: null,
      task: null,
      question: {
        kind: 'posted',
        text: `${describeBudget(first)}, and ${task.task} ${stands}. Approve: ${usd(portion(world, first))} more${first.day === '' ? '' : ' today'}. Deny: only free tiers go on.`,
      },
      binding,
      because: describeBudget(first),
    }),
  ];
};

/** What a yes allows on top: as much again, and something where nothing was to be spent. */
export const portion = (world: World, { scope }: BudgetUse): number =>
  Math.round((world.tiers.settings?.budgets[scope] || LEAST_USD) * MICRO);

const MICRO = 1_000_000;
const LEAST_USD = 1;

export const keyOf = ({ scope, name, day }: BudgetUse): BudgetKey => ({ scope, name, day });
