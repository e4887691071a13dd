import { describe, expect, it } from 'vitest';
import { replay } from '../../../src/domain/evolve.ts';
import { projectId } from '../../../src/domain/ids.ts';
import { liveLockOf } from '../../../src/domain/locks/held.ts';
import { aTask, kinds, PureFleet } from '../../kit/pure-fleet.ts';

const alpha = projectId('apps/alpha');
const beta = projectId('apps/beta');

const seated = (): PureFleet => {
  const fleet = new PureFleet().boot();
  fleet.must({ kind: 'start-fleet' });
  for (const number of [1, 2, 3, 4]) fleet.seat(number);
  return fleet;
};

const claim = (fleet: PureFleet, number: number, project = alpha, wait = false) =>
  fleet.do({ kind: 'claim-project', ...fleet.live(number), project, door: 'mcp', wait });

const release = (fleet: PureFleet, number: number) =>
  fleet.do({ kind: 'release-project', ...fleet.live(number), door: 'mcp' });

const holder = (fleet: PureFleet, project = alpha) => fleet.world.locks[project]?.holder;

describe('the line for a project', () => {
  it('is served in the order in which the workers came', () => {
    const fleet = seated();
    claim(fleet, 1);
    for (const number of [3, 2, 4]) expect(kinds(claim(fleet, number, alpha, true))).toEqual(['lock.queued']);
    const holders = [3, 2, 4].map((next) => {
      release(fleet, holder(fleet) ?? 0);
      return [holder(fleet), next];
    });
    expect(holders).toEqual([
      [3, 3],
      [2, 2],
      [4, 4],
    ]);
    release(fleet, 4);
    expect(fleet.world.locks).toEqual({});
    expect(fleet.world.lockWaits).toEqual([]);
  });

  it('keeps the place of who asks again', () => {
    const fleet = seated();
    claim(fleet, 1);
    claim(fleet, 2, alpha, true);
    claim(fleet, 3, alpha, true);
    expect(kinds(claim(fleet, 2, alpha, true))).toEqual([]);
    release(fleet, 1);
    expect(holder(fleet)).toBe(2);
  });

  it('tells the next holder, which may have ended its turn', () => {
    const fleet = seated();
    claim(fleet, 1);
    claim(fleet, 2, alpha, true);
    expect(release(fleet, 1)).toContainEqual(
      expect.objectContaining({ kind: 'prompt.wanted', worker: 2, text: expect.stringContaining('apps/alpha') }),
    );
  });

  it('forgets a session that is gone', () => {
    const fleet = seated();
    claim(fleet, 1);
    claim(fleet, 2, alpha, true);
    claim(fleet, 3, alpha, true);
    fleet.must({ kind: 'restart-worker', worker: fleet.live(2).worker });
    release(fleet, 1);
    expect(holder(fleet)).toBe(3);
  });

  it('takes nobody who holds another project, so no two can wait for each other', () => {
    const fleet = seated();
    claim(fleet, 1, alpha);
    claim(fleet, 2, beta);
    expect(kinds(claim(fleet, 1, beta, true))).toEqual([
      expect.stringMatching(/^problem: apps\/beta is held by worker 2/),
    ]);
    expect(kinds(claim(fleet, 2, alpha, true))).toEqual([
      expect.stringMatching(/^problem: apps\/alpha is held by worker 1/),
    ]);
    expect(fleet.world.lockWaits).toEqual([]);
  });

  it('lets go of a place when the worker gets another project', () => {
    const fleet = seated();
    claim(fleet, 1);
    claim(fleet, 2, alpha, true);
    claim(fleet, 2, beta);
    release(fleet, 1);
    expect(fleet.world.locks).toMatchObject({ 'apps/beta': { holder: 2 } });
    expect(holder(fleet)).toBeUndefined();
  });
});

describe('a lease that passes', () => {
  it('takes the lock from its late writer and gives it to the first in line, in one step', () => {
    const fleet = seated();
    claim(fleet, 1);
    claim(fleet, 2, alpha, true);
    const fence = fleet.world.lastFence;
    const done = fleet.do({ kind: 'lapse-lock', project: alpha, fence, because: 'silent for 30 min' });
    expect(kinds(done).slice(0, 2)).toEqual(['lock.lapsed', 'lock.granted']);
    const late = fleet.live(1);
    expect(liveLockOf(fleet.world, late.worker, late.generation)).toBeNull();
    expect(fleet.world.locks[alpha]).toMatchObject({ holder: 2, fence: fence + 1 });
    expect(fleet.world.lapsedLocks[1]).toMatchObject({ project: alpha, fence, because: 'silent for 30 min' });
  });

  it('changes nothing for a newer grant of the same project', () => {
    const fleet = seated();
    claim(fleet, 1);
    const old = fleet.world.lastFence;
    release(fleet, 1);
    claim(fleet, 1);
    expect(kinds(fleet.do({ kind: 'lapse-lock', project: alpha, fence: old, because: 'silent' }))).toEqual([]);
    expect(holder(fleet)).toBe(1);
  });

  it('is forgotten with the next grant', () => {
    const fleet = seated();
    claim(fleet, 1);
    fleet.must({ kind: 'lapse-lock', project: alpha, fence: fleet.world.lastFence, because: 'silent' });
    claim(fleet, 1);
    expect(fleet.world.lapsedLocks).toEqual({});
    expect(fleet.world.locks[alpha]).toMatchObject({ holder: 1, fence: 2 });
  });

  it('frees the project for the dispatcher, and leaves the task with its worker', () => {
    const fleet = new PureFleet().boot({ workers: 2, tasks: [aTask('T1', 'apps/alpha'), aTask('T2', 'apps/alpha')] });
    fleet.must({ kind: 'start-fleet' });
    fleet.seat(1);
    fleet.seat(2);
    fleet.must({ kind: 'lapse-lock', project: alpha, fence: fleet.world.lastFence, because: 'silent' });
    fleet.must({ kind: 'dispatch' });
    expect(fleet.world.records).toMatchObject({ T1: { worker: 1 }, T2: { status: 'assigned', worker: 2 } });
    expect(kinds(claim(fleet, 1))).toEqual([expect.stringMatching(/held by worker 2 for T2/)]);
  });
});

describe('fences', () => {
  it('go on rising after everything was released, forced and lapsed, and after a replay', () => {
    const fleet = seated();
    claim(fleet, 1);
    release(fleet, 1);
    claim(fleet, 2);
    fleet.must({ kind: 'force-release', project: alpha });
    claim(fleet, 3);
    fleet.must({ kind: 'lapse-lock', project: alpha, fence: 3, because: 'silent' });
    const again = replay(fleet.log);
    expect(again).toEqual(fleet.world);
    expect(again.lastFence).toBe(3);
    claim(fleet, 4);
    expect(fleet.world.locks[alpha]?.fence).toBe(4);
  });

  it('stay with what is held over a restart, until the seat has a new session', () => {
    const fleet = seated();
    claim(fleet, 1);
    fleet.must({
      kind: 'boot',
      workspace: '/ws',
      mode: 'live',
      scenario: null,
      agent: 'claude 2.1.330',
      hooks: true,
      workers: Object.values(fleet.world.workers).map((worker) => worker.number),
      dispatch: 'auto',
    });
    expect(fleet.world.locks[alpha]).toMatchObject({ holder: 1, fence: 1 });
    fleet.must({ kind: 'start-fleet' });
    expect(fleet.world.locks[alpha]).toMatchObject({ holder: 1, generation: fleet.generation(1), fence: 2 });
  });
});
