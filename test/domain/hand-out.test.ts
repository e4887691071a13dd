import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/domain/event.ts';
import { taskId, workerNumber } from '../../src/domain/ids.ts';
import { chooseTask } from '../../src/domain/tasks/dispatch.ts';
import { aTask, isEvents, kinds, PureFleet } from '../kit/pure-fleet.ts';

const TASKS = [
  aTask('T1', 'apps/alpha'),
  aTask('T2', 'apps/beta', { priority: 'high' }),
  aTask('T3', 'apps/gamma', { needs: [taskId('T1')] }),
];

const fleetIn = (mode: 'auto' | 'self' | 'off', workers = 2): PureFleet => {
  const fleet = new PureFleet().boot({ workers, tasks: TASKS });
  fleet.do({ kind: 'set-dispatch', mode });
  fleet.must({ kind: 'start-fleet' });
  for (let number = 1; number <= workers; number += 1) fleet.seat(number);
  return fleet;
};

const take = (fleet: PureFleet, number: number, task: string | null = null) =>
  fleet.do({ kind: 'take-task', ...fleet.live(number), task: task === null ? null : taskId(task) });

const assignment = (done: ReturnType<PureFleet['do']>) =>
  isEvents(done)
    ? done.find((event): event is Event & { kind: 'task.assigned' } => event.kind === 'task.assigned')
    : null;

describe('in mode self', () => {
  it('nothing is given out, and each idle worker is told once that it may pick', () => {
    const fleet = fleetIn('self');
    const invited = fleet.must({ kind: 'dispatch' });
    expect(invited).toMatchObject([
      { kind: 'worker.invited', worker: 1, task: 'T2' },
      { kind: 'worker.invited', worker: 2, task: 'T2' },
    ]);
    expect(invited[0]?.kind === 'worker.invited' && invited[0].text).toContain('mcp__gaffer__next_task');
    expect(fleet.must({ kind: 'dispatch' })).toEqual([]);
  });

  it('next_task hands out what the dispatcher would have chosen, with its reason, in a fresh session with the lock', () => {
    const fleet = fleetIn('self');
    const choice = chooseTask(fleet.world, fleet.now + 10);
    const taken = take(fleet, 1);
    expect(kinds(taken)).toEqual(['task.assigned', 'lock.granted', 'session.wanted']);
    expect(assignment(taken)).toMatchObject({ task: choice?.task.id, because: choice?.because });
    // What is best has changed, so the other one hears of it.
    expect(fleet.must({ kind: 'dispatch' })).toMatchObject([{ kind: 'worker.invited', worker: 2, task: 'T1' }]);
    expect(assignment(take(fleet, 2))?.task).toBe('T1');
  });

  it('a worker may pick another ready task, and not one that waits, is held or is not there', () => {
    const fleet = fleetIn('self');
    expect(kinds(take(fleet, 1, 'T3'))).toEqual(['problem: T3 cannot be given out: needs T1']);
    expect(kinds(take(fleet, 1, 'T9'))).toEqual(['problem: T9 is not in the backlog']);
    expect(assignment(take(fleet, 1, 'T1'))?.task).toBe('T1');
    expect(kinds(take(fleet, 2, 'T1'))).toEqual(['problem: T1 cannot be given out: worker 1 has it']);
    expect(kinds(take(fleet, 1))).toEqual(['problem: worker 1 has T1']);
  });

  it('a session that is no more takes nothing', () => {
    const fleet = fleetIn('self');
    const old = fleet.live(1);
    fleet.must({ kind: 'restart-worker', worker: workerNumber(1) });
    expect(kinds(fleet.do({ kind: 'take-task', ...old, task: null }))).toEqual([
      'problem: this session of worker 1 is not the live one',
    ]);
  });
});

describe('in the other modes', () => {
  it('next_task says what would be next and who gives it out', () => {
    const off = fleetIn('off');
    expect(kinds(take(off, 1))[0]).toMatch(/^problem: dispatch is off: a person gives tasks out. T2 would be next/);
    const auto = fleetIn('auto', 1);
    expect(kinds(take(auto, 1))).toEqual(['problem: worker 1 has T2']);
    expect(off.must({ kind: 'dispatch' })).toEqual([]);
  });
});

describe('a task that a person gives out', () => {
  it('goes to the worker that was named, or to an idle one, in any mode', () => {
    for (const mode of ['off', 'self'] as const) {
      const fleet = fleetIn(mode);
      const named = fleet.do({ kind: 'assign-task', task: taskId('T1'), worker: workerNumber(2) });
      expect(assignment(named)).toMatchObject({ task: 'T1', worker: 2, because: 'a person gave it out' });
      const any = fleet.do({ kind: 'assign-task', task: taskId('T2'), worker: null });
      expect(assignment(any)).toMatchObject({ task: 'T2', worker: 1 });
      expect(kinds(fleet.do({ kind: 'assign-task', task: taskId('T3'), worker: null }))).toEqual([
        'problem: no worker is free',
      ]);
    }
  });

  it('must be ready, and its worker free', () => {
    const fleet = fleetIn('off');
    const assign = (task: string, worker: number) =>
      kinds(fleet.do({ kind: 'assign-task', task: taskId(task), worker: workerNumber(worker) }));
    expect(assign('T3', 1)).toEqual(['problem: T3 cannot be given out: needs T1']);
    expect(assign('T1', 9)).toEqual(['problem: there is no worker 9']);
    fleet.must({ kind: 'report-signal', ...fleet.live(1), signal: { kind: 'prompted' }, evidence: 'hook' });
    expect(assign('T1', 1)).toEqual(['problem: worker 1 is working, and only an idle one can be given a task']);
  });
});
