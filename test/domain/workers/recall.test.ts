import { describe, expect, it } from 'vitest';
import { decisionId, projectId } from '../../../src/domain/ids.ts';
import { recallText } from '../../../src/domain/workers/recall.ts';
import { aTask, PureFleet } from '../../kit/pure-fleet.ts';

const criteria = [
  { text: 'it is dark', met: false, anti: false },
  { text: 'it flickers', met: false, anti: true },
];

const recallOf = (fleet: PureFleet): string => {
  const worker = fleet.world.workers[1];
  if (worker === undefined) throw new Error('a fleet has a worker 1');
  return recallText(fleet.world, worker);
};

describe('what a session is told of its task', () => {
  it('is the same for the next session of the seat, whatever ended the last one', () => {
    const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha', { criteria })] });
    fleet.must({ kind: 'start-fleet' });
    fleet.seat(1);
    fleet.must({ kind: 'claim-project', ...fleet.live(1), project: projectId('apps/alpha'), door: 'mcp' });
    fleet.must({ kind: 'meet-criterion', ...fleet.live(1), criterion: '1', evidence: 'looked at\nthe page' });
    fleet.must({ kind: 'post-question', ...fleet.live(1), text: 'Which black?' });
    fleet.must({
      kind: 'settle-decision',
      decision: decisionId('D1'),
      answer: 'approve',
      by: 'cli',
      reason: 'the warm one',
    });
    const before = recallOf(fleet);
    expect(before.split('\n')).toEqual([
      'T1: Do T1 (step: work)',
      'You hold apps/alpha.',
      '- [x] it is dark (shown: looked at the page)',
      '- [ ] must not come about: it flickers',
      'The change is not logged yet.',
      'D1 approved (“the warm one”): Which black?',
    ]);
    fleet.must({ kind: 'report-exited', ...fleet.live(1), code: null, signal: 'SIGKILL' });
    fleet.seat(1);
    expect(recallOf(fleet)).toBe(before);
  });

  it('is nothing without a task', () => {
    expect(recallOf(new PureFleet().boot({ workers: 1 }))).toBe('');
  });
});
