import { describe, expect, it } from 'vitest';
import { decisionId, projectId, taskId, tierName, workerNumber } from '../../../src/domain/ids.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import type { CheckResult } from '../../../src/domain/workers/stop.ts';
import { aTask, kinds, PureFleet } from '../../kit/pure-fleet.ts';
import { tierSettings } from '../../kit/tiers.ts';

const check = (ok: boolean): CheckResult => ({
  command: 'npm test',
  ok,
  because: ok ? 'exit 0' : 'exit 1',
  output: ok ? '' : 'expected 2, found 3',
  durationMs: 5,
});

const working = (task: Partial<Task> = {}, config: object = {}): PureFleet => {
  const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha', task)] });
  fleet.must({ kind: 'report-tiers', settings: tierSettings(config) });
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  return fleet;
};

const stop = (fleet: PureFleet, ok: boolean, cannot: string | null = null) =>
  fleet.must({ kind: 'report-stop', ...fleet.live(1), findings: { dirty: [], checks: [check(ok)], cannot } });

const tierOf = (fleet: PureFleet) => fleet.world.routes.T1?.tier;

describe('a task', () => {
  it('goes up one tier, in a fresh session with its lock, when its end checks have failed twice', () => {
    const fleet = working();
    expect(kinds(stop(fleet, false))).toEqual(['checks.ran', 'worker.sent-back']);
    expect(kinds(stop(fleet, false))).toEqual(['checks.ran', 'task.climbed', 'session.wanted', 'lock.passed']);
    expect(fleet.log.at(-2)?.event).toMatchObject({ kind: 'session.wanted', tier: 'haiku', resume: null });
    fleet.seat(1);
    const prompt = fleet.log.at(-1)?.event;
    expect(prompt).toMatchObject({ kind: 'prompt.wanted' });
    const text = prompt?.kind === 'prompt.wanted' ? prompt.text : '';
    expect(text).toContain('on ollama it did not get done (its end checks failed 2 times (npm test))');
    expect(text).toContain('> expected 2, found 3');
    stop(fleet, false);
    stop(fleet, false);
    expect(tierOf(fleet)).toBe('opus');
  });

  it('rises when a release is refused by its end checks as often', () => {
    const fleet = working();
    const refused = { kind: 'report-checks', ...fleet.live(1), checks: [check(false)] } as const;
    fleet.must(refused);
    expect(kinds(fleet.must(refused))).toContain('task.climbed');
  });

  it('is sent back, and then a person is asked, when no tier is above', () => {
    const fleet = working({}, { tiers: [{ name: 'opus', model: 'opus' }] });
    for (const expected of ['worker.sent-back', 'worker.sent-back', 'worker.sent-back', 'decision.asked'])
      expect(kinds(stop(fleet, false))).toContain(expected);
    expect(tierOf(fleet)).toBe('opus');
  });

  it('that names its tier never rises above it by itself', () => {
    const fleet = working({ tier: tierName('haiku') });
    stop(fleet, false);
    stop(fleet, false);
    expect(tierOf(fleet)).toBe('haiku');
  });

  it('rises no further than the configuration lets it', () => {
    const fleet = working({}, { escalation: { most: 0 } });
    stop(fleet, false);
    stop(fleet, false);
    expect(tierOf(fleet)).toBe('ollama');
  });

  it('rises at the end of the turn in which its model says that it cannot', () => {
    const fleet = working();
    fleet.must({ kind: 'cannot-do', ...fleet.live(1), because: 'too hard' });
    expect(tierOf(fleet)).toBe('ollama');
    expect(kinds(stop(fleet, true))).toContain('task.climbed');
    const other = working();
    expect(kinds(stop(other, true, 'I cannot do this'))).toContain('task.climbed');
  });

  it('that goes in circles rises at the end of the turn, and at once when it was told and goes on', () => {
    const fleet = working();
    const loop = { kind: 'report-loop', ...fleet.live(1), because: 'it goes in circles' } as const;
    fleet.must({ ...loop, forGood: false });
    expect(tierOf(fleet)).toBe('ollama');
    expect(kinds(fleet.must({ ...loop, forGood: true }))).toContain('task.climbed');
    expect(fleet.must({ ...loop, forGood: true })).toEqual([]);
  });

  it('asks a person before it rises to what would cost too much, once, and stays when the answer is no', () => {
    const fleet = working({}, { escalation: { askAbove: 1 } });
    fleet.must({ kind: 'report-usage', count: count({ inputTokens: 20_000_000 }) });
    stop(fleet, false);
    expect(kinds(stop(fleet, false))).toEqual(['checks.ran', 'decision.asked']);
    expect(Object.values(fleet.world.decisions)[0]?.question).toMatchObject({
      text: expect.stringContaining('would cost about $2.00 on haiku'),
    });
    expect(kinds(stop(fleet, false))).toEqual(['checks.ran']);
    const settle = { kind: 'settle-decision', decision: decisionId('D1'), by: 'cli', reason: null } as const;
    const yes = working({}, { escalation: { askAbove: 1 } });
    yes.must({ kind: 'report-usage', count: count({ inputTokens: 20_000_000 }) });
    stop(yes, false);
    stop(yes, false);
    expect(kinds(yes.must({ ...settle, answer: 'approve' }))).toContain('task.climbed');
    // The new session voids what its seat still asks, and not what was answered just now.
    expect(yes.world.decisions.D1?.state).toMatchObject({ kind: 'settled', answer: 'approve' });
    expect(kinds(fleet.must({ ...settle, answer: 'deny' }))).toEqual(['decision.settled', 'task.held']);
    expect(tierOf(fleet)).toBe('ollama');
  });

  it('in the middle of which its server falls away goes on with the next tier, and its kind is not blamed', () => {
    const fleet = working();
    const down = {
      kind: 'report-tier',
      tier: tierName('ollama'),
      up: false,
      because: 'no answer',
      model: null,
    } as const;
    expect(kinds(fleet.must(down))).toEqual(['tier.changed', 'task.climbed', 'session.wanted', 'lock.passed']);
    expect(fleet.must(down)).toEqual([]);
    expect(tierOf(fleet)).toBe('haiku');
    expect(fleet.world.passes).toEqual({});
  });

  it('leaves what its kind did at first try for the next of its kind', () => {
    const fleet = working({ tags: ['api'] });
    stop(fleet, false);
    stop(fleet, false);
    fleet.seat(1);
    fleet.must({ kind: 'claim-project', ...fleet.live(1), project: projectId('apps/alpha'), door: 'mcp' });
    fleet.must({ kind: 'log-change', ...fleet.live(1), text: 'done' });
    fleet.must({ kind: 'release-project', ...fleet.live(1), door: 'mcp' });
    expect(fleet.world.passes).toEqual({
      api: [
        { tier: 'ollama', ok: false },
        { tier: 'haiku', ok: true },
      ],
    });
    expect(fleet.world.routes).toEqual({});
  });
});

describe('a budget', () => {
  it('warns at 80 %, asks at 100 % before what costs, and goes on after a yes', () => {
    const tasks = [aTask('T1', 'apps/alpha', { tier: tierName('haiku') })];
    const fleet = new PureFleet().boot({ workers: 1, tasks: [] });
    fleet.must({ kind: 'report-tiers', settings: tierSettings({ budgets: { day: 10 } }) });
    fleet.must({ kind: 'start-fleet' });
    fleet.seat(1);
    const spent = (microUsd: number) => kinds(fleet.must({ kind: 'report-usage', count: count({}, microUsd) }));
    expect(spent(7_000_000)).toEqual(['usage.counted']);
    expect(spent(8_000_000)).toEqual(['usage.counted', 'budget.reached', 'alert.raised']);
    expect(spent(8_500_000)).toEqual(['usage.counted']);
    expect(spent(10_000_000)).toEqual(['usage.counted', 'budget.reached', 'alert.raised']);
    fleet.must({ kind: 'report-backlog', tasks });
    expect(kinds(fleet.must({ kind: 'dispatch' }))).toEqual(['decision.asked']);
    expect(kinds(fleet.must({ kind: 'dispatch' }))).toEqual([]);
    const settle = { kind: 'settle-decision', decision: decisionId('D1'), by: 'cli', reason: null } as const;
    expect(kinds(fleet.must({ ...settle, answer: 'approve' }))).toContain('budget.raised');
    expect(kinds(fleet.must({ kind: 'dispatch' }))).toContain('task.assigned');
  });

  it('of which a person said no is not asked for again, and is whole on the next day', () => {
    const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha', { tier: tierName('haiku') })] });
    fleet.must({ kind: 'set-dispatch', mode: 'off' });
    fleet.must({ kind: 'report-tiers', settings: tierSettings({ budgets: { day: 10 } }) });
    fleet.must({ kind: 'start-fleet' });
    fleet.seat(1);
    fleet.must({ kind: 'report-usage', count: count({}, 12_000_000) });
    fleet.must({ kind: 'set-dispatch', mode: 'auto' });
    fleet.must({ kind: 'dispatch' });
    fleet.must({ kind: 'settle-decision', decision: decisionId('D1'), by: 'cli', reason: null, answer: 'deny' });
    expect(fleet.must({ kind: 'dispatch' })).toEqual([]);
    fleet.must({ kind: 'report-usage', count: { ...count({}, 0), day: '2026-11-24' } });
    expect(kinds(fleet.must({ kind: 'dispatch' }))).toContain('task.assigned');
  });
});

const count = (tokens: object, microUsd = 0) => ({
  day: '2026-11-23',
  tiers: [],
  spend: { microUsd, projects: {}, workers: {} },
  tasks: [
    {
      task: taskId('T1'),
      costMicroUsd: 0,
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheCreationTokens: 0,
      ...tokens,
    },
  ],
  heard: [workerNumber(1)],
});
