import { describe, expect, it } from 'vitest';
import { decisionId, projectId } from '../../../src/domain/ids.ts';
import { type CheckResult, type EndFindings, MOST_SENT_BACK } from '../../../src/domain/workers/stop.ts';
import { aTask, isEvents, kinds, PureFleet } from '../../kit/pure-fleet.ts';

const CLEAN: EndFindings = { dirty: [], checks: [] };
const check = (over: Partial<CheckResult> = {}): CheckResult => ({
  command: 'npm test',
  ok: false,
  because: 'exit 1',
  output: '1 failed',
  durationMs: 5,
  ...over,
});
const criterion = { text: 'Dark mode follows the system', met: false, anti: false };

const atWork = (): PureFleet => {
  const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha', { criteria: [criterion] })] });
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  fleet.must({ kind: 'claim-project', ...fleet.live(1), project: projectId('apps/alpha'), door: 'mcp' });
  return fleet;
};

const stop = (fleet: PureFleet, findings = CLEAN) => fleet.must({ kind: 'report-stop', ...fleet.live(1), findings });

const missingOf = (fleet: PureFleet, findings = CLEAN): readonly string[] => {
  const back = stop(fleet, findings).find((event) => event.kind === 'worker.sent-back');
  return back?.kind === 'worker.sent-back' ? back.missing.map(({ what }) => what) : [];
};

describe('a worker that stops', () => {
  it('is sent back with everything that is missing, each with what to do', () => {
    const fleet = atWork();
    expect(
      missingOf(fleet, { dirty: ['M src/a.ts'], checks: [check(), check({ command: 'npm run lint', ok: true })] }),
    ).toEqual([
      'T1 has no CHANGELOG entry yet',
      'no evidence yet that this holds: Dark mode follows the system',
      'the working tree of apps/alpha is not clean: M src/a.ts',
      'the end check `npm test` fails (exit 1)',
      'apps/alpha is still held',
    ]);
  });

  it('is sent back three times, and then a person decides', () => {
    const fleet = atWork();
    for (let time = 1; time <= MOST_SENT_BACK; time += 1) expect(kinds(stop(fleet))).toEqual(['worker.sent-back']);
    expect(stop(fleet)).toMatchObject([
      {
        kind: 'decision.asked',
        task: 'T1',
        question: { kind: 'posted', text: expect.stringMatching(/^T1 stopped unfinished: T1 has no CHANGELOG/) },
      },
    ]);
    expect(stop(fleet)).toEqual([]);
  });

  it('may stop while a question of its own waits', () => {
    const fleet = atWork();
    fleet.must({ kind: 'post-question', ...fleet.live(1), text: 'Which blue?' });
    expect(stop(fleet)).toEqual([]);
  });

  it('owes nothing after its release', () => {
    const fleet = atWork();
    fleet.must({ kind: 'meet-criterion', ...fleet.live(1), criterion: '1', evidence: 'npm test shows it' });
    fleet.must({ kind: 'log-change', ...fleet.live(1), text: 'Dark mode.' });
    fleet.must({ kind: 'release-project', ...fleet.live(1), door: 'mcp' });
    expect(stop(fleet)).toEqual([]);
  });

  it('without a task is reminded once of the project that it holds', () => {
    const fleet = new PureFleet().boot({ workers: 1 });
    fleet.must({ kind: 'start-fleet' });
    fleet.seat(1);
    expect(stop(fleet)).toEqual([]);
    fleet.must({ kind: 'claim-project', ...fleet.live(1), project: projectId('apps/alpha'), door: 'mcp' });
    expect(missingOf(fleet)).toEqual(['apps/alpha is still held']);
    expect(stop(fleet)).toEqual([]);
  });

  it('leaves the results of its end checks in the journal', () => {
    const fleet = atWork();
    expect(kinds(stop(fleet, { dirty: [], checks: [check({ ok: true })] }))).toEqual([
      'checks.ran',
      'worker.sent-back',
    ]);
  });
});

describe('the answer about a worker that stopped unfinished', () => {
  const asked = (): PureFleet => {
    const fleet = atWork();
    for (let time = 0; time <= MOST_SENT_BACK; time += 1) stop(fleet);
    return fleet;
  };
  const settle = (fleet: PureFleet, answer: 'approve' | 'deny') =>
    fleet.must({ kind: 'settle-decision', decision: decisionId('D1'), answer, by: 'cli', reason: 'as agreed' });

  it('sends it on with the words of the human, and its reminders begin anew', () => {
    const fleet = asked();
    expect(settle(fleet, 'approve')).toMatchObject([
      { kind: 'decision.settled' },
      { kind: 'prompt.wanted', text: expect.stringContaining('[task T1]') },
    ]);
    expect(fleet.world.workers[1]?.sentBack).toBe(0);
  });

  it('ends the task as failed and frees its project', () => {
    const fleet = asked();
    settle(fleet, 'deny');
    expect(fleet.world.records.T1).toMatchObject({ status: 'failed' });
    expect(fleet.world.locks).toEqual({});
    expect(fleet.world.workers[1]?.task).toBeNull();
  });
});

describe('a criterion', () => {
  it('is met by number, by its words, or by words that fit one alone', () => {
    for (const named of ['1', 'dark mode  follows the system', 'follows the system']) {
      const fleet = atWork();
      fleet.must({ kind: 'meet-criterion', ...fleet.live(1), criterion: named, evidence: 'seen' });
      expect(fleet.world.records.T1?.evidence).toEqual({ [criterion.text]: 'seen' });
    }
  });

  it('is not met without evidence, nor under other words', () => {
    const fleet = atWork();
    expect(kinds(fleet.do({ kind: 'meet-criterion', ...fleet.live(1), criterion: '1', evidence: ' ' }))).toEqual([
      'problem: there is no evidence',
    ]);
    expect(
      kinds(fleet.do({ kind: 'meet-criterion', ...fleet.live(1), criterion: 'light mode', evidence: 'seen' })),
    ).toEqual(['problem: T1 has no such criterion']);
  });

  it('without evidence keeps the release back', () => {
    const fleet = atWork();
    fleet.must({ kind: 'log-change', ...fleet.live(1), text: 'Dark mode.' });
    const refused = fleet.do({ kind: 'release-project', ...fleet.live(1), door: 'mcp' });
    expect(isEvents(refused)).toBe(false);
    expect(kinds(refused)).toEqual(['problem: no evidence yet that this holds: Dark mode follows the system']);
  });
});
