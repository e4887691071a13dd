/** Decides what concerns the fleet as a whole: boot, start, stop, dispatch mode, and what was read of the workspace. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import { ok } from '../problem.ts';
import { dispatch } from '../tasks/dispatch.ts';
import { unreachable } from '../unreachable.ts';
import { wantAgain, wantSession } from '../workers/wanting.ts';
import { isRunning } from '../workers/worker.ts';
import type { World } from '../world.ts';

type FleetCommand = Extract<
  Command,
  { kind: 'boot' | 'start-fleet' | 'stop-fleet' | 'set-dispatch' | 'report-warnings' | 'report-projects' }
>;

export const decideFleet = (world: World, command: FleetCommand): Decided => {
  switch (command.kind) {
    case 'boot': {
      const { kind: _, ...facts } = command;
      return ok([...lostWithLastSupervisor(world), { kind: 'fleet.booted', ...facts }]);
    }
    case 'start-fleet':
      return ok(startFleet(world));
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
  ...waiting(world).map(
    (decision): Event => ({
      kind: 'decision.voided',
      decision: decision.id,
      because: 'the session that asked ended with the supervisor',
    }),
  ),
];

/** Workers with a task go on with it; the others get work where there is some, or a session that sits ready. */
const startFleet = (world: World): readonly Event[] => {
  const again = Object.values(world.workers)
    .filter((worker) => worker.task !== null && !isRunning(worker.state))
    .flatMap((worker) => wantAgain(world, worker, null));
  const assigned = dispatch(world, { idleOnly: false });
  const seated = new Set(
    [...again, ...assigned].flatMap((event) => (event.kind === 'session.wanted' ? [event.worker] : [])),
  );
  const ready = Object.values(world.workers)
    .filter((worker) => !seated.has(worker.number) && !isRunning(worker.state))
    .map((worker) => wantSession(worker, { resume: null, project: null, tier: null, notBefore: null }));
  return [...again, ...assigned, ...ready];
};

const stopFleet = (world: World): readonly Event[] => {
  if (world.fleet.state === 'stopping' || world.fleet.state === 'stopped') return [];
  const running = Object.values(world.workers).filter((worker) => isRunning(worker.state));
  return [
    { kind: 'fleet.stopping' },
    ...waiting(world).map(
      (decision): Event => ({ kind: 'decision.voided', decision: decision.id, because: 'the fleet was stopped' }),
    ),
    ...running.map(
      (worker): Event => ({ kind: 'session.closing', worker: worker.number, generation: worker.generation }),
    ),
    ...(running.length === 0 ? [{ kind: 'fleet.stopped' } as const] : []),
  ];
};

const waiting = (world: World) =>
  Object.values(world.decisions).filter((decision) => decision.state.kind === 'waiting');

const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((value, index) => value === right[index]);
