/**
 * Names what is to be done outside after an event. Pure, and run on live events only, never on replay: so replay can
 * press no key and start no process.
 */
import type { Effect } from './effect.ts';
import type { Logged } from './event.ts';
import { noticedIn } from './failures/notice.ts';
import type { WorkerNumber } from './ids.ts';
import type { World } from './world.ts';

/** `world` is the World with the event in it. */
export const respond = (world: World, { event, at }: Logged): readonly Effect[] => {
  switch (event.kind) {
    case 'session.wanted': {
      const { worker, generation, resume, project, tier, notBefore } = event;
      return [{ kind: 'open-session', worker, generation, resume, project, tier, notBefore }];
    }
    case 'session.closing':
    case 'guard.absent':
      return [{ kind: 'close-session', worker: event.worker, generation: event.generation }];
    case 'prompt.wanted':
      return [
        {
          kind: 'type-prompt',
          worker: event.worker,
          generation: event.generation,
          text: event.text,
          purpose: event.purpose,
        },
      ];
    case 'worker.woken':
    case 'worker.invited':
      return [
        {
          kind: 'type-prompt',
          worker: event.worker,
          generation: event.generation,
          text: event.text,
          purpose: 'wake',
        },
      ];
    case 'triggers.read':
      return [{ kind: 'look-at-triggers' }];
    case 'trigger.fired':
    case 'mail.returned':
      return [{ kind: 'wake-workers' }];
    case 'decision.settled':
      return [
        { kind: 'answer-call', decision: event.decision, answer: event.answer, reason: event.reason },
        ...ifTriggers(world),
      ];
    case 'rule.added':
      return [{ kind: 'write-rule', line: event.line }];
    case 'decision.voided':
      return [{ kind: 'drop-call', decision: event.decision }, ...ifTriggers(world)];
    case 'change.logged':
      return [
        { kind: 'write-change', worker: event.worker, project: event.project, task: event.task, text: event.text, at },
      ];
    case 'task.wanted':
      return [{ kind: 'add-task', line: event.line }];
    case 'criterion.met':
      return [{ kind: 'tick-criterion', task: event.task, criterion: event.criterion }];
    case 'task.assigned':
    case 'step.entered':
      return [{ kind: 'write-status', worker: event.worker }];
    case 'failure.seen': {
      const { kind: _, ...failure } = event;
      return [{ kind: 'write-failure', failure, at }];
    }
    case 'checks.ran':
    case 'verdict.given':
      return noticedIn(world, event).map((noticed) => ({ kind: 'note-failure', noticed }));
    case 'memory.wanted':
      return [{ kind: 'change-memory', wish: event.wish }];
    case 'task.ended':
      return [
        { kind: 'harvest-task', task: event.task, worker: event.worker },
        ...(event.outcome === 'done' ? [{ kind: 'tick-task', task: event.task } as const] : []),
        { kind: 'write-status', worker: event.worker },
        ...ifTriggers(world),
      ];
    case 'lock.granted':
      return [{ kind: 'write-status', worker: event.worker }];
    case 'lock.released':
      return [...stopShells(world, event.worker), { kind: 'write-status', worker: event.worker }];
    case 'lock.lapsed':
      return [
        ...stopShells(world, event.worker),
        { kind: 'write-status', worker: event.worker },
        { kind: 'look-for-work' },
      ];
    case 'worker.changed':
      return [
        { kind: 'write-status', worker: event.worker },
        ...(event.state.kind === 'idle' && world.mail.some(({ to }) => to === event.worker)
          ? [{ kind: 'wake-workers' } as const]
          : []),
        ...(event.state.kind === 'idle' && world.workers[event.worker]?.task === null
          ? [{ kind: 'look-for-work' } as const]
          : []),
      ];
    case 'session.exited':
    case 'session.lost':
      return [{ kind: 'write-status', worker: event.worker }];
    case 'backlog.read':
      return [{ kind: 'look-for-work' }, ...ifTriggers(world)];
    case 'projects.read':
    case 'dispatch.set':
      return [{ kind: 'look-for-work' }];
    case 'fleet.stopped':
      return [{ kind: 'end-supervisor' }];
    default:
      return [];
  }
};

/** Behind a wall that was open for the lost project, they could go on writing there. */
const stopShells = (world: World, worker: WorkerNumber): readonly Effect[] => {
  const generation = world.workers[worker]?.session?.generation;
  return world.fleet.walled !== true || generation === undefined ? [] : [{ kind: 'stop-shells', worker, generation }];
};
/** Most fleets have no trigger that waits; a look at them costs a command. */
const ifTriggers = ({ triggers }: World): readonly Effect[] =>
  Object.values(triggers).some((list) => list.some(({ fired }) => !fired)) ? [{ kind: 'look-at-triggers' }] : [];
