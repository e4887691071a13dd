import { describe, expect, it } from 'vitest';
import { workerNumber } from '../../src/domain/ids.ts';
import { whyNotDispatched } from '../../src/domain/tasks/why-not.ts';
import { aTask, PureFleet } from '../kit/pure-fleet.ts';

const HOUR_MS = 3_600_000;

/** One worker that ends each task at once; gives the order in which tasks were given out. */
const orderOf = (fleet: PureFleet): readonly string[] => {
  const order: string[] = [];
  fleet.must({ kind: 'start-fleet' });
  for (let task = fleet.world.workers[1]?.task ?? null; task !== null; task = fleet.world.workers[1]?.task ?? null) {
    order.push(task);
    fleet.seat(1);
    fleet.must({ kind: 'log-change', ...fleet.live(1), text: 'done' });
    fleet.must({ kind: 'release-project', ...fleet.live(1), door: 'mcp' });
    fleet.must({ kind: 'report-signal', ...fleet.live(1), signal: { kind: 'prompted' }, evidence: 'hook' });
    fleet.must({ kind: 'report-signal', ...fleet.live(1), signal: { kind: 'idle' }, evidence: 'hook Stop' });
    fleet.must({ kind: 'dispatch' });
  }
  return order;
};

describe('the dispatcher', () => {
  it('gives every project its turn, and keeps the order of the file within one', () => {
    const tasks = [
      ...['T1', 'T2', 'T3'].map((id) => aTask(id, 'apps/alpha')),
      ...['T4', 'T5'].map((id) => aTask(id, 'apps/beta')),
    ];
    expect(orderOf(new PureFleet().boot({ workers: 1, tasks }))).toEqual(['T1', 'T4', 'T2', 'T5', 'T3']);
  });

  it('lets no task starve: what has waited half a day goes before newer ones of higher priority', () => {
    const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha', { priority: 'low' })] });
    fleet.now += 12 * HOUR_MS;
    const urgent = aTask('T2', 'apps/beta', { priority: 'high' });
    fleet.must({ kind: 'report-backlog', tasks: [...Object.values(fleet.world.tasks), urgent] });
    expect(orderOf(fleet)).toEqual(['T1', 'T2']);
  });

  it('reads a backlog that did not change as no news, and one with another order or line as news', () => {
    const tasks = [aTask('T1', 'apps/alpha'), aTask('T2', 'apps/beta')];
    const fleet = new PureFleet().boot({ tasks });
    expect(fleet.must({ kind: 'report-backlog', tasks: structuredClone(tasks) })).toEqual([]);
    expect(fleet.must({ kind: 'report-backlog', tasks: tasks.toReversed() })).toHaveLength(1);
    const ticked = [aTask('T1', 'apps/alpha', { criteria: [{ text: 'a', met: true, anti: false }] })];
    expect(fleet.must({ kind: 'report-backlog', tasks: ticked })).toHaveLength(1);
  });
});

describe('the answer to why nothing is given out', () => {
  const answer = (fleet: PureFleet): string => whyNotDispatched(fleet.world, fleet.now).answer;

  it('names the mode, the missing worker, or what the tasks wait for', () => {
    const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha'), aTask('T2', 'apps/beta')] });
    expect(answer(fleet)).toBe('T1 is next, and no worker is free: worker 1 is off and must be started');
    fleet.must({ kind: 'set-dispatch', mode: 'off' });
    expect(answer(fleet)).toBe('dispatch is off: T1 would be next');
    fleet.must({ kind: 'set-dispatch', mode: 'auto' });
    fleet.must({ kind: 'start-fleet' });
    expect(answer(fleet)).toBe('T2 is next, and no worker is free: worker 1 has T1');
    fleet.must({
      kind: 'report-backlog',
      tasks: [aTask('T3', null), aTask('T4', 'apps/beta', { needs: ['T3' as never] })],
    });
    expect(answer(fleet)).toBe('none of 2 open tasks is ready');
    expect(whyNotDispatched(fleet.world, fleet.now).waiting).toEqual([
      { reason: 'names no project of this workspace', tasks: ['T3'] },
      { reason: 'needs other tasks first', tasks: ['T4'] },
    ]);
    fleet.must({ kind: 'report-backlog', tasks: [] });
    expect(answer(fleet)).toBe('the backlog has no open task');
    fleet.must({ kind: 'report-backlog', tasks: [aTask('T5', 'apps/beta', { done: true })] });
    expect(answer(fleet)).toBe('the backlog has no open task: 1 done');
    fleet.must({ kind: 'stop-worker', worker: workerNumber(1) });
    fleet.must({ kind: 'stop-fleet' });
    expect(answer(fleet)).toBe('the fleet is stopping: nothing is given out');
  });

  it.each([
    [1, 0, 'the one open task is in work'],
    [2, 0, 'all 2 open tasks are in work'],
    [1, 1, '1 of 2 open tasks is in work, and the other is not ready'],
    [2, 3, '2 of 5 open tasks are in work, and none of the others is ready'],
    [0, 1, 'the one open task is not ready'],
  ])('counts %i in work and %i not ready as one would say it', (working, blocked, said) => {
    const fleet = new PureFleet().boot({
      workers: 2,
      tasks: [
        ...Array.from({ length: working }, (_, index) =>
          aTask(`T${index + 1}`, `apps/${index === 0 ? 'alpha' : 'beta'}`),
        ),
        ...Array.from({ length: blocked }, (_, index) => aTask(`T${index + 10}`, null)),
      ],
    });
    fleet.must({ kind: 'start-fleet' });
    expect(answer(fleet)).toBe(said);
  });
});

describe('a task that a person adds', () => {
  it('is one line, however it was pasted, and never an empty one', () => {
    const fleet = new PureFleet().boot();
    expect(fleet.must({ kind: 'add-task', line: ' Add dark mode\n@apps/alpha\u0007 !high ' })).toEqual([
      { kind: 'task.wanted', line: 'Add dark mode @apps/alpha !high' },
    ]);
    expect(fleet.do({ kind: 'add-task', line: ' \n' })).toMatchObject({ kind: 'parse' });
  });
});
