/**
 * Names what is to be done outside after an event. Pure, and run on live events only, never on replay: so replay can
 * press no key and start no process.
 */
import type { Effect } from './effect.ts';
import type { Event, Logged } from './event.ts';
import { noticedIn } from './failures/notice.ts';
import type { WorkerNumber } from './ids.ts';
import { deployEffects } from './pipelines/respond.ts';
import type { Worker } from './workers/worker.ts';
import type { World } from './world.ts';

/** `world` is the World with the event in it. */
export const respond = (world: World, logged: Logged): readonly Effect[] => [
  ...statusWrites(world, logged.event),
  ...furtherEffects(world, logged),
];

const furtherEffects = (world: World, { event, at, seq }: Logged): readonly Effect[] => {
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
        {
          kind: 'answer-call',
          decision: event.decision,
          answer: event.answer,
          reason: event.reason,
          ...(event.input === undefined ? {} : { input: event.input }),
        },
        ...ifTriggers(world),
        ...deployEffects(world, event.decision),
      ];
    case 'rule.added':
      return [{ kind: 'write-rule', line: event.line }];
    case 'decision.voided':
      return [{ kind: 'drop-call', decision: event.decision }, ...ifTriggers(world)];
    case 'project.freed':
      return [{ kind: 'look-for-work' }];
    case 'change.logged':
      return [
        { kind: 'write-change', worker: event.worker, project: event.project, task: event.task, text: event.text, at },
      ];
    case 'task.wanted':
      return [{ kind: 'add-task', line: event.line }];
    case 'backlog.edited':
      return [{ kind: 'edit-backlog', edit: event.edit }];
    case 'criterion.met':
      return [{ kind: 'tick-criterion', task: event.task, criterion: event.criterion }];
    case 'failure.seen': {
      const { kind: _, ...failure } = event;
      return [{ kind: 'write-failure', failure, at }];
    }
    case 'checks.ran':
    case 'verdict.given':
    case 'run.step-ended':
      return noticedIn(world, event).map((noticed) => ({ kind: 'note-failure', noticed }));
    case 'memory.wanted':
      return [{ kind: 'change-memory', wish: event.wish }];
    case 'task.ended':
      return [
        { kind: 'harvest-task', task: event.task, worker: event.worker },
        ...(event.outcome === 'done' ? [{ kind: 'tick-task', task: event.task } as const] : []),
        ...ifTriggers(world),
      ];
    case 'lock.released':
      return stopShells(world, event.worker);
    case 'lock.lapsed':
      return [...stopShells(world, event.worker), { kind: 'look-for-work' }];
    case 'worker.changed':
      return [
        ...(event.state.kind === 'idle' && world.mail.some(({ to }) => to === event.worker)
          ? [{ kind: 'wake-workers' } as const]
          : []),
        ...(event.state.kind === 'idle' && world.workers[event.worker]?.task === null
          ? [{ kind: 'look-for-work' } as const]
          : []),
      ];
    case 'backlog.read':
      return [{ kind: 'look-for-work' }, ...ifTriggers(world)];
    case 'projects.read':
    case 'dispatch.set':
    case 'budget.raised':
    case 'budgets.renewed':
      return [{ kind: 'look-for-work' }];
    case 'round.asked':
      return [{ kind: 'run-checks', round: event.round, checks: event.checks }];
    case 'alert.raised':
      return [{ kind: 'send-alert', alert: event.alert, seq }];
    case 'alert.withdrawn':
      return [{ kind: 'withdraw-alert', key: event.key }];
    case 'fleet.stopped':
      return [{ kind: 'end-supervisor' }];
    default:
      return [];
  }
};

/** Most fleets have no trigger that waits; a look at them costs a command. */
const ifTriggers = ({ triggers }: World): readonly Effect[] =>
  Object.values(triggers).some((list) => list.some(({ fired }) => !fired)) ? [{ kind: 'look-at-triggers' }] : [];
/** Behind a wall that was open for the lost project, they could go on writing there. */
const stopShells = (world: World, worker: WorkerNumber): readonly Effect[] => {
  const generation = world.workers[worker]?.session?.generation;
  return world.fleet.walled !== true || generation === undefined ? [] : [{ kind: 'stop-shells', worker, generation }];
};

/** Files whose words the event may have changed; one that reads as before is not written. */
const statusWrites = (world: World, event: Event): readonly Effect[] => {
  const all = Object.values(world.workers);
  const written = (workers: readonly Worker[]): readonly Effect[] =>
    workers.map(({ number }) => ({ kind: 'write-status', worker: number }));
  if (event.kind === 'fleet.booted') return written(all);
  // The title of a task in work may have changed.
  if (event.kind === 'backlog.read') return written(all.filter(({ task }) => task !== null));
  return STATUS_EVENTS.has(event.kind) && 'worker' in event && event.worker !== null
    ? [{ kind: 'write-status', worker: event.worker }]
    : [];
};

const STATUS_EVENTS: ReadonlySet<Event['kind']> = new Set([
  'task.assigned',
  'task.ended',
  'step.entered',
  'lock.granted',
  'lock.released',
  'lock.lapsed',
  'worker.changed',
  'session.wanted',
  'session.opened',
  'session.closing',
  'session.exited',
  'session.lost',
  'guard.absent',
]);
