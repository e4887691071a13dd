/** What reaching a budget means: said at 80 %, and at 100 % a person is asked once, before anything that costs begins. */
import type { Event } from '../event.ts';
import { decisionId } from '../ids.ts';
import type { Task } from '../tasks/task.ts';
import { BUDGET } from '../workers/questions.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { type BudgetUse, budgetId, budgetUses, describeBudget, exhausted, FULL, NEARLY, percentOf } from './budget.ts';
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
export const askBudget = (world: World, worker: Worker, task: Task): readonly Event[] => {
  const subject = { task: task.id, project: task.project, worker: worker.number };
  const open = exhausted(world, subject).filter((one) => world.budgets[budgetId(one)]?.held !== true);
  const [first] = open;
  if (first === undefined || open.length < exhausted(world, subject).length) return [];
  const binding = `${BUDGET}${budgetId(first)}`;
  const waits = Object.values(world.decisions).some((one) => one.binding === binding && one.state.kind === 'waiting');
  if (waits) return [];
  return [
    {
      kind: 'decision.asked',
      decision: decisionId(`D${world.lastDecision + 1}`),
      worker: worker.number,
      generation: worker.generation,
      project: null,
      task: null,
      question: {
        kind: 'posted',
        text: `${describeBudget(first)}, and ${task.id} waits for a tier that costs. Approve: as much again${first.day === '' ? '' : ' today'}. Deny: only free tiers go on.`,
      },
      binding,
      because: describeBudget(first),
    },
  ];
};

export const afterBudgetQuestion = (
  world: World,
  settled: Extract<Event, { kind: 'decision.settled' }>,
): readonly Event[] => {
  const decision = world.decisions[settled.decision];
  if (decision?.binding.startsWith(BUDGET) !== true) return [];
  const id = decision.binding.slice(BUDGET.length);
  const one = budgetUses(world).find((use) => budgetId(use) === id);
  if (one === undefined) return [];
  if (settled.answer === 'deny') return [{ kind: 'budget.held', budget: keyOf(one) }];
  return [{ kind: 'budget.raised', budget: keyOf(one), microUsd: ownLimit(world, one) }];
};

const MICRO = 1_000_000;

const ownLimit = (world: World, { scope }: BudgetUse): number =>
  Math.round((world.tiers.settings?.budgets[scope] ?? 0) * MICRO);

const keyOf = ({ scope, name, day }: BudgetUse): BudgetKey => ({ scope, name, day });
