import { describe, expect, it } from 'vitest';
import { projectId, workerNumber } from '../../src/domain/ids.ts';
import { dashboards } from '../kit/dashboards.ts';
import { exampleWorld } from '../kit/example-world.ts';
import { PureFleet } from '../kit/pure-fleet.ts';
import { aPlan, NOON_MS } from '../kit/world.ts';

const dashboard = dashboards();

const touch = (holder: 1 | null) => ({
  at: NOON_MS,
  holder: holder === null ? null : workerNumber(holder),
  by: { kind: 'process', name: 'vim\u001b[31m', pid: 4242, worker: null } as const,
  paths: ['notes.txt'],
  count: 3,
});

describe('the locks page', () => {
  it('offers what was left behind, and shows what others changed in held and in free projects', async () => {
    const example = exampleWorld();
    const [one] = Object.values(example.workers);
    if (one === undefined) throw new Error('the example has workers');
    const world = {
      ...example,
      workers: {
        ...example.workers,
        1: { ...one, state: { kind: 'off', since: NOON_MS, evidence: 'human' } as const },
      },
      touches: { 'apps/alpha': touch(1), web: touch(null) },
    };
    const robot = dashboard({ cols: 120, rows: 40, world });
    robot.press('L');
    await robot.shows(
      '1 left behind',
      'its holder has no session. f releases it',
      'while worker 1 held it: notes.txt and 2 more',
    );
    await robot.shows('Changed while free', 'web: changed', 'while nobody held it');
    expect(await robot.screen.frame()).toContain('vim\\x1b[31m (process 4242)');
    robot.press('f');
    await robot.shows('Take apps/alpha from worker 1?');
  });

  it('says that a lock does not lapse while its worker waits for a person', async () => {
    const robot = dashboard({ cols: 120, rows: 40 });
    robot.press('LG');
    const frame = await robot.shows('▸ apps/gamma', 'it does not lapse while its worker waits for you');
    expect(frame.split('\n').find((line) => line.includes('apps/gamma'))).toContain('kept');
    expect(frame.split('\n').find((line) => line.includes('apps/beta'))).not.toContain('kept');
  });

  it('lists the projects that deploys hold, which end with the run and not with a key', async () => {
    const fleet = new PureFleet().boot();
    fleet.must({ kind: 'report-projects', projects: [projectId('apps/alpha'), projectId('web')] });
    fleet.must({
      kind: 'begin-run',
      plan: aPlan(projectId('web')),
      purpose: 'deploy',
      from: null,
      release: 'R1-a',
      commit: 'a',
      commitAt: 1,
      by: 'human',
    });
    fleet.must({ kind: 'begin-step', run: 'R1', step: 'make' });
    const robot = dashboard({ cols: 120, rows: 40, world: fleet.world });
    robot.press('L');
    await robot.shows('1 held · 1 free', 'R1 ships site to production, at make; it ends with the run');
    robot.press('f');
    await robot.shows('R1 ships web: x on the deploys page (D) stops the run.');
  });
});
