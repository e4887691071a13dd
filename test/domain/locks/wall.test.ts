import { describe, expect, it } from 'vitest';
import { projectId, workerNumber } from '../../../src/domain/ids.ts';
import { wallMisfit } from '../../../src/domain/locks/wall.ts';
import { respond } from '../../../src/domain/respond.ts';
import { kinds, PureFleet } from '../../kit/pure-fleet.ts';

const alpha = projectId('apps/alpha');

const seated = (walled: boolean): PureFleet => {
  const fleet = new PureFleet();
  fleet.must({
    kind: 'boot',
    workspace: '/ws',
    mode: 'live',
    scenario: null,
    agent: 'claude',
    hooks: true,
    walled,
    workers: [1, 2].map(workerNumber),
    dispatch: 'self',
  });
  fleet.must({ kind: 'report-projects', projects: [alpha] });
  fleet.must({ kind: 'start-fleet' });
  for (const number of [1, 2]) {
    fleet.seat(number);
    fleet.must({ kind: 'report-typed', ...fleet.live(number), text: 'hi', outcome: 'submitted', because: null });
  }
  return fleet;
};

const claim = (fleet: PureFleet, number = 1) =>
  fleet.must({ kind: 'claim-project', ...fleet.live(number), project: alpha, door: 'mcp' });

const misfit = (fleet: PureFleet, number = 1) => {
  const worker = fleet.world.workers[number];
  return worker === undefined ? undefined : wallMisfit(fleet.world, worker);
};

describe('the wall of a session', () => {
  it('fits while its lock is what it was at the start, and after a claim no more', () => {
    const fleet = seated(true);
    expect(misfit(fleet)).toBeNull();
    claim(fleet);
    expect(misfit(fleet)).toEqual({ walled: null, held: alpha });
  });

  it('is renewed by taking the same session up again, with its lock under a new fence', () => {
    const fleet = seated(true);
    claim(fleet);
    const { session } = fleet.world.workers[1] ?? {};
    const late = fleet.live(1);
    expect(fleet.must({ kind: 'renew-wall', ...late })).toMatchObject([
      { kind: 'wall.renewed', project: alpha },
      { kind: 'session.wanted', resume: session?.id, project: alpha, generation: late.generation + 1 },
      { kind: 'lock.passed', project: alpha, fence: 2 },
    ]);
    expect(kinds(fleet.do({ kind: 'renew-wall', ...late })), 'asked twice at once').toEqual([
      expect.stringContaining('not the live one'),
    ]);
    fleet.seat(1);
    expect(misfit(fleet)).toBeNull();
    expect(fleet.log.at(-1)?.event).toMatchObject({ kind: 'prompt.wanted', text: expect.stringMatching(/^Continue/) });
    expect(fleet.must({ kind: 'renew-wall', ...fleet.live(1) })).toEqual([]);
  });

  it('shuts after the lock is lost, however it was lost', () => {
    for (const end of ['release', 'lapse', 'force'] as const) {
      const fleet = seated(true);
      claim(fleet);
      fleet.must({ kind: 'renew-wall', ...fleet.live(1) });
      fleet.seat(1);
      const fence = fleet.world.lastFence;
      if (end === 'release') fleet.must({ kind: 'release-project', ...fleet.live(1), door: 'mcp' });
      if (end === 'lapse') fleet.must({ kind: 'lapse-lock', project: alpha, fence, because: 'silent' });
      if (end === 'force') fleet.must({ kind: 'force-release', project: alpha });
      expect(misfit(fleet), end).toEqual({ walled: alpha, held: null });
      const ended = fleet.log.findLast(({ event }) => event.kind === 'lock.released' || event.kind === 'lock.lapsed');
      if (ended === undefined) throw new Error('a lock that ends says so');
      expect(respond(fleet.world, ended)).toContainEqual({ kind: 'stop-shells', ...fleet.live(1) });
    }
  });

  it('is nobody’s care where there are no walls', () => {
    const fleet = seated(false);
    claim(fleet);
    expect(misfit(fleet)).toBeNull();
    expect(fleet.must({ kind: 'renew-wall', ...fleet.live(1) })).toEqual([]);
  });
});
