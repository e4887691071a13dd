/** Decides what concerns tiers: their settings, whether they can be used, what was used, and sessions that get no further. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import type { WorkerNumber } from '../ids.ts';
import { type DecisionStep, inTurn } from '../in-turn.ts';
import { ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import { findLiveWorker } from '../workers/find.ts';
import { isRunning, type Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { FULL } from './budget.ts';
import { budgetsReached } from './budget-events.ts';
import { climb } from './climb.ts';
import { goOnPaused } from './pause.ts';
import { tierAbove } from './route.ts';
import { stuck } from './stuck.ts';

type TierCommand = Extract<
  Command,
  {
    kind:
      | 'report-tiers'
      | 'report-tier'
      | 'report-usage'
      | 'report-reconciled'
      | 'report-limits'
      | 'report-model-refused'
      | 'report-loop'
      | 'cannot-do';
  }
>;

export const decideTiers = (world: World, command: TierCommand, now: number): Decided => {
  switch (command.kind) {
    case 'report-tiers':
      return ok(
        JSON.stringify(world.tiers.settings) === JSON.stringify(command.settings)
          ? []
          : [{ kind: 'tiers.read', settings: command.settings }],
      );
    case 'report-tier':
      return ok(tierChanged(world, command, now));
    case 'report-usage': {
      const counted = { kind: 'usage.counted', count: command.count } as const;
      return ok(
        inTurn(world, now, [() => [counted], budgetsReached, () => renewed(world, command.count.day), goOnPaused]),
      );
    }
    case 'report-reconciled': {
      const { worker, session, filled, differentTokens } = command;
      const agree = filled === 0 && differentTokens === 0;
      return ok(agree ? [] : [{ kind: 'usage.reconciled', worker, session, filled, differentTokens }]);
    }
    case 'report-limits':
      return ok(
        JSON.stringify(world.limits) === JSON.stringify(command.limits)
          ? []
          : [{ kind: 'limits.measured', limits: command.limits }],
      );
    case 'report-model-refused': {
      const { worker, generation, model, because } = command;
      return ok([{ kind: 'model.refused', worker, generation, model, because }]);
    }
    case 'report-loop': {
      const found = findLiveWorker(world, command.worker, command.generation);
      if (!found.ok) return ok([]);
      return ok(command.forGood ? stuck(world, found.value, command.because) : isStuck(found.value, command.because));
    }
    case 'cannot-do': {
      const found = findLiveWorker(world, command.worker, command.generation);
      return found.ok ? ok(isStuck(found.value, `its model says that it cannot: ${command.because}`)) : found;
    }
    default:
      return unreachable(command);
  }
};

const renewed = ({ budgets }: World, day: string): readonly Event[] =>
  Object.values(budgets).some((one) => one.warnedAt === FULL && one.day !== '' && one.day !== day)
    ? [{ kind: 'budgets.renewed', day }]
    : [];

/** What follows waits for the end of the turn, where no request is under way that would be paid for and lost. */
const isStuck = ({ number, task }: Worker, because: string): readonly Event[] =>
  task === null ? [] : [{ kind: 'task.stuck', task, worker: number, because }];

const tierChanged = (
  world: World,
  command: Extract<Command, { kind: 'report-tier' }>,
  now: number,
): readonly Event[] => {
  const { tier, up, because, model } = command;
  const before = world.tiers.state[tier];
  if (before === undefined && up && model === null) return [];
  if (before?.up === up && before.model === model && (up || before.because === because)) return [];
  const changed: Event = { kind: 'tier.changed', tier, up, because, model };
  if (up) return [changed];
  const onIt = Object.values(world.workers).filter(
    ({ task, state }) => task !== null && isRunning(state) && world.routes[task]?.tier === tier,
  );
  return inTurn(world, now, [() => [changed], ...onIt.map(({ number }) => leave(number, because))]);
};

/** A tier that fell away in the middle of a task: the next one that can be used takes over. */
const leave =
  (number: WorkerNumber, because: string): DecisionStep =>
  (world) => {
    const worker = world.workers[number];
    const route = worker?.task === null || worker?.task === undefined ? undefined : world.routes[worker.task];
    const above = route === undefined ? null : tierAbove(world, route.tier);
    return worker === undefined || above === null ? [] : climb(world, worker, above.name, because, 'down');
  };
