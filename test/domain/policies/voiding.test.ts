import { describe, expect, it } from 'vitest';
import { decisionId } from '../../../src/domain/ids.ts';
import { changeSince, type Shown } from '../../../src/domain/policies/voiding.ts';
import { aTask, PureFleet } from '../../kit/pure-fleet.ts';

const shown: Shown = { generation: 1, fence: 4, files: { '/ws/a.txt': '1:2', '/ws/new.txt': null } };

describe('what was shown and what would run now', () => {
  it.each<{ readonly what: string; readonly now: Partial<Shown>; readonly change: RegExp | null }>([
    { what: 'nothing', now: {}, change: null },
    { what: 'the session', now: { generation: 2 }, change: /another session/ },
    { what: 'the fence', now: { fence: 5 }, change: /lock has changed/ },
    { what: 'the lock, which is gone', now: { fence: null }, change: /no longer locked/ },
    { what: 'a file', now: { files: { '/ws/a.txt': '1:3', '/ws/new.txt': null } }, change: /a\.txt has changed/ },
    { what: 'a file, which is gone', now: { files: { '/ws/a.txt': null, '/ws/new.txt': null } }, change: /a\.txt/ },
    {
      what: 'a file, which is there now',
      now: { files: { '/ws/a.txt': '1:2', '/ws/new.txt': '9' } },
      change: /new\.txt/,
    },
    { what: 'what the call would touch', now: { files: { ...shown.files, '/ws/b.txt': '7' } }, change: /b\.txt/ },
  ])('differ when $what changed', ({ now, change }) => {
    const said = changeSince(shown, { ...shown, ...now });
    if (change === null) expect(said).toBeNull();
    else expect(said).toMatch(change);
  });
});

describe('a decision that becomes void', () => {
  const asked = (): PureFleet => {
    const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha')] });
    fleet.must({ kind: 'start-fleet' });
    fleet.seat(1);
    const call = { tool: 'Bash', input: { command: 'ls' }, cwd: '/ws', toolUseId: null };
    fleet.must({ kind: 'ask-decision', ...fleet.live(1), call, because: 'no rule', binding: 'b' });
    return fleet;
  };
  const d1 = decisionId('D1');
  const settle = (answer: 'approve' | 'deny') =>
    ({ kind: 'settle-decision', decision: d1, answer, by: 'cli', reason: null }) as const;

  it('is void after its approval, too, while nothing ran by it', () => {
    const fleet = asked();
    fleet.must(settle('approve'));
    fleet.must({ kind: 'void-decision', ...fleet.live(1), decision: d1, because: 'a.txt has changed' });
    expect(fleet.world.decisions[d1]?.state).toMatchObject({ kind: 'void', because: 'a.txt has changed' });
  });

  it('stays denied once it is denied', () => {
    const fleet = asked();
    fleet.must(settle('deny'));
    expect(fleet.must({ kind: 'void-decision', ...fleet.live(1), decision: d1, because: 'late' })).toEqual([]);
  });

  it('takes no answer any more', () => {
    const fleet = asked();
    fleet.must({ kind: 'void-decision', ...fleet.live(1), decision: d1, because: 'gone' });
    expect(fleet.do(settle('approve'))).toMatchObject({ kind: 'conflict', message: 'D1 is void: gone' });
  });
});
