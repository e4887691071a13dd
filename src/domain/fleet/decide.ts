/** Decides what concerns the fleet as a whole: boot, start, stop, dispatch mode, and what was read of the workspace. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import type { WorkerNumber } from '../ids.ts';
import { type DecisionStep, inTurn } from '../in-turn.ts';
import { waitingDecisions } from '../policies/decision.ts';
import { voidAll } from '../policies/voiding.ts';
import { ok } from '../problem.ts';
import { dispatchTo } from '../tasks/dispatch.ts';
import { unreachable } from '../unreachable.ts';
import { wantAgain } from '../workers/wanting.ts';
import { isRunning } from '../workers/worker.ts';
import type { World } from '../world.ts';

type FleetCommand = Extract<
  Command,
  { kind: 'boot' | 'start-fleet' | 'stop-fleet' | 'set-dispatch' | 'report-warnings' | 'report-projects' }
>;

export const decideFleet = (world: World, command: FleetCommand, now: number): Decided => {
  switch (command.kind) {
    case 'boot': {
      const { kind: _, ...facts } = command;
      return ok([...lostWithLastSupervisor(world), { kind: 'fleet.booted', ...facts }]);
    }
    case 'start-fleet':
      return ok(startFleet(world, now));
    case 'stop-fleet':
      return ok(stopFleet(world));
    case 'set-dispatch':
      return ok(world.fleet.dispatch === command.mode ? [] : [{ kind: 'dispatch.set', mode: command.mode }]);
    case 'report-warnings':
      return ok(
        same(world.fleet.warnings, command.warnings) ? [] : [{ kind: 'fleet.warned', warnings: command.warnings }],
      );
    case 'report-projects':
      return ok(same(world.projects, command.projects) ? [] : [{ kind: 'projects.read', projects: command.projects }]);
    default:
      return unreachable(command);
  }
};

/** No pseudo-terminal survives its supervisor: what was in flight is marked as lost, never as done. */
const lostWithLastSupervisor = (world: World): readonly Event[] => [
  ...Object.values(world.workers)
    .filter((worker) => isRunning(worker.state))
    .map((worker): Event => ({ kind: 'session.lost', worker: worker.number, generation: worker.generation })),
  ...voidAll(waitingDecisions(world), 'the session that asked ended with the supervisor'),
];

/** Each seat in turn: one with a task goes on with it, the others get work where there is some, or a session that sits ready. */
const startFleet = (world: World, now: number): readonly Event[] =>
  inTurn(
    world,
    now,
    Object.values(world.workers).map(({ number }) => startSeat(number, now)),
  );

const startSeat =
  (number: WorkerNumber, now: number): DecisionStep =>
  (world) => {
    const worker = world.workers[number];
    if (worker === undefined || isRunning(worker.state)) return [];
    const work = dispatchTo(number, now)(world);
    return work.length > 0 ? work : wantAgain(world, worker, null);
  };

const stopFleet = (world: World): readonly Event[] => {
  if (world.fleet.state === 'stopping' || world.fleet.state === 'stopped') return [];
  const running = Object.values(world.workers).filter((worker) => isRunning(worker.state));
  return [
    { kind: 'fleet.stopping' },
    ...voidAll(waitingDecisions(world), 'the fleet was stopped'),
    ...running.map(
      (worker): Event => ({ kind: 'session.closing', worker: worker.number, generation: worker.generation }),
    ),
    ...(running.length === 0 ? [{ kind: 'fleet.stopped' } as const] : []),
  ];
};

const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((value, index) => value === right[index]);
