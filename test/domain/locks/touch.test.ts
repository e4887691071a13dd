import { describe, expect, it } from 'vitest';
import { projectId, workerNumber } from '../../../src/domain/ids.ts';
import { PureFleet } from '../../kit/pure-fleet.ts';

const alpha = projectId('apps/alpha');

const touch = (fleet: PureFleet, holder: 1 | null, project = alpha) =>
  fleet.must({
    kind: 'report-touch',
    project,
    holder: holder === null ? null : workerNumber(holder),
    by: { kind: 'unknown' },
    paths: ['a.ts'],
    count: 1,
  });

const held = (): PureFleet => {
  const fleet = new PureFleet().boot();
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  fleet.must({ kind: 'claim-project', ...fleet.live(1), project: alpha, door: 'mcp' });
  return fleet;
};

describe('a change by somebody who does not hold the project', () => {
  it('alerts once while another holds it, and the alert ends with the hold', () => {
    const fleet = held();
    expect(touch(fleet, 1)).toMatchObject([
      { kind: 'project.touched', project: alpha },
      { kind: 'alert.raised', alert: { subject: 'project:apps/alpha', level: 'alarm' } },
    ]);
    expect(touch(fleet, 1)).toHaveLength(1);
    fleet.must({ kind: 'force-release', project: alpha });
    expect(fleet.world.alerts.open).toEqual({});
  });

  it('is kept and told, and alerts nobody, while nobody holds it', () => {
    const fleet = held();
    fleet.must({ kind: 'force-release', project: alpha });
    expect(touch(fleet, null)).toHaveLength(1);
    expect(fleet.world.touches?.[alpha]).toMatchObject({ holder: null, paths: ['a.ts'] });
    expect(fleet.world.notices.at(-1)).toMatchObject({ level: 'info' });
  });

  it('is nothing in a directory that is no project any more', () => {
    expect(touch(held(), null, projectId('apps/omega'))).toEqual([]);
  });
});
