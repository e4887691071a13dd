/** What events mean for the backlog as last read, and for what became of its tasks. */
import type { Logged } from '../event.ts';
import { change, drop, put } from '../records.ts';
import type { World } from '../world.ts';

export const evolveTasks = (world: World, { event, at }: Logged): World => {
  switch (event.kind) {
    case 'backlog.read':
      return {
        ...world,
        tasks: Object.fromEntries(event.tasks.map((task) => [task.id, task])),
        seenAt: Object.fromEntries(
          event.tasks.flatMap((task) => (task.done ? [] : [[task.id, world.seenAt[task.id] ?? at] as const])),
        ),
      };
    case 'worker.invited':
      return { ...world, invitations: put(world.invitations, event.worker, event.task) };
    case 'session.wanted':
      // A fresh session knows nothing of what its last one was told.
      return event.worker in world.invitations
        ? { ...world, invitations: drop(world.invitations, event.worker) }
        : world;
    case 'dispatch.set':
      return { ...world, invitations: {} };
    case 'task.assigned':
      return {
        ...world,
        invitations: drop(world.invitations, event.worker),
        records: put(world.records, event.task, {
          id: event.task,
          status: 'assigned',
          worker: event.worker,
          startedAt: at,
          endedAt: null,
          costMicroUsd: world.records[event.task]?.costMicroUsd ?? 0,
          logged: false,
          evidence: world.records[event.task]?.evidence ?? {},
        }),
      };
    case 'task.ended':
      return {
        ...world,
        records: change(world.records, event.task, (record) => ({ ...record, status: event.outcome, endedAt: at })),
      };
    case 'criterion.met':
      return {
        ...world,
        records: change(world.records, event.task, (record) => ({
          ...record,
          evidence: put(record.evidence, event.criterion, event.evidence),
        })),
      };
    case 'change.logged':
      return event.task === null
        ? world
        : { ...world, records: change(world.records, event.task, (record) => ({ ...record, logged: true })) };
    case 'usage.counted':
      return {
        ...world,
        records: event.count.tasks.reduce(
          (records, { task, costMicroUsd }) => change(records, task, (record) => ({ ...record, costMicroUsd })),
          world.records,
        ),
      };
    case 'request.recorded': {
      const { costMicroUsd } = event.request;
      const task = world.workers[event.request.worker]?.task;
      if (task === null || task === undefined || costMicroUsd === null) return world;
      return {
        ...world,
        records: change(world.records, task, (record) => ({
          ...record,
          costMicroUsd: record.costMicroUsd + costMicroUsd,
        })),
      };
    }
    default:
      return world;
  }
};
