import { describe, expect, it } from 'vitest';
import { decisionId, projectId } from '../../../src/domain/ids.ts';
import { kinds, PureFleet } from '../../kit/pure-fleet.ts';

const PUSH = { tool: 'Bash', input: { command: 'git push' }, cwd: '/ws', toolUseId: null };
const PULL = { ...PUSH, input: { command: 'git pull' } };
const [D1, D2, D3, D4] = ['D1', 'D2', 'D3', 'D4'].map(decisionId) as [never, never, never, never];

/** Workers 1 to 3 ask: the same, the same, something else. */
const asking = (calls = [PUSH, PUSH, PULL]): PureFleet => {
  const fleet = new PureFleet().boot();
  fleet.must({ kind: 'set-dispatch', mode: 'off' });
  fleet.must({ kind: 'start-fleet' });
  for (const [index, call] of calls.entries()) {
    fleet.seat(index + 1);
    fleet.must({ kind: 'ask-decision', ...fleet.live(index + 1), call, because: 'no rule', binding: `${index}` });
  }
  return fleet;
};

const states = ({ world }: PureFleet): readonly string[] =>
  Object.values(world.decisions).map(({ state }) => state.kind);

const approve = { kind: 'settle-decision', answer: 'approve', by: 'cli', reason: null } as const;

describe('one answer for decisions that ask the very same', () => {
  it('settles each that was shown, and lets each of their workers go on', () => {
    const fleet = asking();
    const events = fleet.must({ ...approve, decision: D1, also: [D2] });
    expect(events.map((event) => ('decision' in event ? event.decision : event.kind))).toEqual([
      'D1',
      'worker.changed',
      'D2',
      'worker.changed',
    ]);
    expect(states(fleet)).toEqual(['settled', 'settled', 'waiting']);
  });

  it('settles none that asks something else, whoever names it', () => {
    const fleet = asking();
    fleet.must({ ...approve, decision: D1, also: [D2, D3, D4] });
    expect(states(fleet)).toEqual(['settled', 'settled', 'waiting']);
  });

  it('settles none that came after those which were shown', () => {
    const fleet = asking([PUSH, PUSH, PUSH]);
    fleet.must({ ...approve, decision: D1, also: [D2] });
    expect(states(fleet)).toEqual(['settled', 'settled', 'waiting']);
  });

  it('is not for the same command in another project or directory', () => {
    const fleet = asking([PUSH, { ...PUSH, cwd: '/ws/apps/beta' }]);
    fleet.must({ ...approve, decision: D1, also: [D2] });
    expect(states(fleet)).toEqual(['settled', 'waiting']);
    const locked = asking([PUSH]);
    locked.seat(2);
    locked.must({ kind: 'claim-project', ...locked.live(2), project: projectId('apps/beta'), door: 'mcp' });
    locked.must({ kind: 'ask-decision', ...locked.live(2), call: PUSH, because: 'no rule', binding: 'b' });
    locked.must({ ...approve, decision: D1, also: [D2] });
    expect(states(locked)).toEqual(['settled', 'waiting']);
  });

  it('goes on where one of them was answered in the meantime', () => {
    const fleet = asking();
    fleet.must({ ...approve, decision: D2 });
    fleet.must({ ...approve, decision: D1, also: [D2] });
    expect(states(fleet)).toEqual(['settled', 'settled', 'waiting']);
  });
});

describe('an edit of the call', () => {
  it('keeps the rest of its input and is an approval of what it became', () => {
    const fleet = asking([{ ...PUSH, input: { ...PUSH.input, description: 'Push it' } as never }]);
    fleet.must({ ...approve, decision: D1, edited: 'git push origin main' });
    expect(fleet.world.decisions.D1?.state).toMatchObject({
      kind: 'settled',
      input: { command: 'git push origin main', description: 'Push it' },
    });
  });

  it.each([
    ['nothing is left', PUSH, '  '],
    ['the input is more than one text', { ...PUSH, tool: 'Edit', input: { file_path: '/ws/x' } as never }, 'x'],
  ])('is refused where %s, and the decision waits on', (_, call, edited) => {
    const fleet = asking([call]);
    expect(kinds(fleet.do({ ...approve, decision: D1, edited })).join()).toMatch(/^problem: it cannot be edited/);
    expect(states(fleet)).toEqual(['waiting']);
  });

  it('answers no other decision with it', () => {
    const fleet = asking();
    fleet.must({ ...approve, decision: D1, also: [D2], edited: 'git push -n' });
    expect(states(fleet)).toEqual(['settled', 'waiting', 'waiting']);
  });
});

describe('an answer to a posted question', () => {
  const posting = (): PureFleet => {
    const fleet = asking([]);
    fleet.seat(1);
    fleet.must({ kind: 'report-signal', ...fleet.live(1), signal: { kind: 'busy', doing: null }, evidence: 'hook' });
    fleet.must({ kind: 'post-question', ...fleet.live(1), text: 'Which port?' });
    return fleet;
  };
  const idle = (fleet: PureFleet) =>
    kinds(fleet.do({ kind: 'report-signal', ...fleet.live(1), signal: { kind: 'idle' }, evidence: 'hook' }));

  it('wakes its worker when that one has nothing to do', () => {
    const fleet = posting();
    idle(fleet);
    expect(kinds(fleet.must({ ...approve, decision: D1 }))).toEqual(['decision.settled', 'prompt.wanted']);
  });

  it('waits for the edge of the turn of a worker that is busy, and wakes it there if it came too late', () => {
    const fleet = posting();
    expect(kinds(fleet.must({ ...approve, decision: D1 }))).toEqual(['decision.settled']);
    expect(idle(fleet)).toEqual(['worker.changed', 'prompt.wanted']);
  });

  it('wakes nobody once it was told, and nobody else', () => {
    const fleet = posting();
    fleet.must({ ...approve, decision: D1 });
    fleet.must({ kind: 'deliver-answers', ...fleet.live(1) });
    expect(idle(fleet)).toEqual(['worker.changed']);
  });
});
