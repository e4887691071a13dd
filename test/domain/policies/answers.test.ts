import { describe, expect, it } from 'vitest';
import { decisionId } from '../../../src/domain/ids.ts';
import { answerText, undelivered } from '../../../src/domain/policies/answers.ts';
import { aTask, kinds, PureFleet } from '../../kit/pure-fleet.ts';

const d1 = decisionId('D1');

const posted = (text = 'Which port?'): PureFleet => {
  const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha')] });
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  fleet.must({ kind: 'post-question', ...fleet.live(1), text });
  return fleet;
};

const answered = (reason: string | null, answer: 'approve' | 'deny' = 'approve'): PureFleet => {
  const fleet = posted();
  fleet.must({ kind: 'settle-decision', decision: d1, answer, by: 'cli', reason });
  return fleet;
};

describe('the answer to a posted question', () => {
  it('is told once', () => {
    const fleet = answered('8080');
    expect(kinds(fleet.must({ kind: 'deliver-answers', ...fleet.live(1) }))).toEqual(['decision.delivered']);
    expect(fleet.must({ kind: 'deliver-answers', ...fleet.live(1) })).toEqual([]);
  });

  it('is not told before it is given', () => {
    const fleet = posted();
    expect(fleet.must({ kind: 'deliver-answers', ...fleet.live(1) })).toEqual([]);
  });

  it('is not told to an older session of the seat', () => {
    const fleet = answered('8080');
    const { worker, generation } = fleet.live(1);
    expect(fleet.must({ kind: 'deliver-answers', worker, generation: generation - 1 })).toEqual([]);
  });

  it.each([
    ['approve', '8080\nand \u001b[31m9090', /answered.*> Which port\?.*> 8080\n> and /s],
    ['approve', null, /> Yes\./],
    ['deny', 'decide yourself', /declined.*> decide yourself/s],
    ['deny', null, /> No\./],
  ] as const)('is quoted line by line, with who says it: %s %j', (answer, reason, text) => {
    const fleet = answered(reason, answer);
    const [decision] = undelivered(fleet.world, fleet.live(1));
    if (decision === undefined) throw new Error('there is an answer to tell');
    expect(answerText(decision)).toMatch(text);
    expect(answerText(decision)).not.toContain('\u001b');
  });
});
