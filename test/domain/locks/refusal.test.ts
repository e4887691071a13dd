import { describe, expect, it } from 'vitest';
import { projectId, taskId } from '../../../src/domain/ids.ts';
import { staleLocks, staleness } from '../../../src/domain/locks/stale.ts';
import { aTask, PureFleet } from '../../kit/pure-fleet.ts';

const [alpha, beta] = [projectId('apps/alpha'), projectId('apps/beta')];

const seated = (): PureFleet => {
  const fleet = new PureFleet().boot({ tasks: [] });
  fleet.must({ kind: 'set-dispatch', mode: 'self' });
  fleet.must({ kind: 'start-fleet' });
  for (const number of [1, 2, 3]) fleet.seat(number);
  fleet.must({ kind: 'report-backlog', tasks: [aTask('T1', alpha), aTask('T2', beta)] });
  return fleet;
};

const claim = (fleet: PureFleet, number: number, project = alpha) =>
  fleet.do({ kind: 'claim-project', ...fleet.live(number), project, door: 'mcp' });

const note = (fleet: PureFleet, number: number, project = alpha) =>
  fleet.must({ kind: 'note-refusal', ...fleet.live(number), project, leaseLeftMs: 60_000, because: 'held' });

describe('a refused claim', () => {
  it('is journalled with who holds it, since when, how long yet, and what is free instead', () => {
    const fleet = seated();
    claim(fleet, 1);
    expect(note(fleet, 2)).toMatchObject([
      {
        kind: 'lock.refused',
        worker: 2,
        project: alpha,
        refusal: { holder: 1, fence: 1, task: null, leaseLeftMs: 60_000, free: ['T2'] },
      },
    ]);
  });

  it('is journalled once for each hold that it runs against, however often it is tried', () => {
    const fleet = seated();
    claim(fleet, 1);
    note(fleet, 2);
    for (let tries = 0; tries < 100; tries += 1) expect(note(fleet, 2)).toEqual([]);
    expect(note(fleet, 3)).toHaveLength(1);
    fleet.must({ kind: 'force-release', project: alpha });
    claim(fleet, 3);
    expect(note(fleet, 2), 'another hold').toHaveLength(1);
    fleet.must({ kind: 'force-release', project: alpha });
    claim(fleet, 2);
    expect(fleet.world.refusals).toEqual({});
  });

  it('is journalled against the worker’s own hold where that stands in its way', () => {
    const fleet = seated();
    claim(fleet, 1);
    expect(note(fleet, 1, beta)).toMatchObject([{ refusal: { holder: 1, fence: 1 } }]);
  });
});

describe('a lock that looks left behind', () => {
  const why = (fleet: PureFleet): string | null => {
    const lock = fleet.world.locks[alpha];
    return lock === undefined ? null : staleness(fleet.world, lock);
  };

  it('is one whose task is over, or is no longer what its holder works at', () => {
    const fleet = new PureFleet().boot({ tasks: [aTask('T1', alpha)] });
    fleet.must({ kind: 'start-fleet' });
    const lock = fleet.world.locks[alpha];
    const record = fleet.world.records.T1;
    if (lock === undefined || record === undefined) throw new Error('the dispatcher gives T1 with its lock');
    expect(staleness(fleet.world, lock)).toBeNull();
    const over = { ...fleet.world, records: { T1: { ...record, status: 'failed' as const } } };
    expect(staleness(over, lock)).toBe('T1 is failed');
    const other = { ...lock, task: taskId('T2') };
    expect(staleness(fleet.world, other)).toBe('its holder no longer works at T2');
  });

  it('is one whose holder has no session', () => {
    const fleet = seated();
    claim(fleet, 1);
    expect(why(fleet)).toBeNull();
    fleet.must({ kind: 'stop-worker', worker: fleet.live(1).worker });
    fleet.must({ kind: 'report-exited', ...fleet.live(1), code: 0, signal: null });
    expect(why(fleet)).toBe('its holder has no session');
    expect(staleLocks(fleet.world)).toHaveLength(1);
  });
});
