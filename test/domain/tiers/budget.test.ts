import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/domain/event.ts';
import { decisionId, tierName, workerNumber } from '../../../src/domain/ids.ts';
import { aTask, kinds, PureFleet } from '../../kit/pure-fleet.ts';
import { tierSettings } from '../../kit/tiers.ts';

type Scope = 'day' | 'project' | 'worker' | 'task';
const SCOPES: readonly Scope[] = ['day', 'project', 'worker', 'task'];

/** All of it was spent by worker 1 for T1 in apps/alpha. */
const spend = (microUsd: number, day = '2026-11-23'): Parameters<PureFleet['must']>[0] => ({
  kind: 'report-usage',
  count: {
    day,
    tiers: [],
    spend: { microUsd, projects: { 'apps/alpha': microUsd }, workers: { 1: microUsd } },
    tasks: [
      {
        task: 'T1' as never,
        costMicroUsd: microUsd,
        inputTokens: 0,
        outputTokens: 0,
        cacheReadTokens: 0,
        cacheCreationTokens: 0,
      },
    ],
    heard: [workerNumber(1)],
  },
});

const working = (scope: Scope, tier = 'haiku'): PureFleet => {
  const tasks = [
    aTask('T1', 'apps/alpha', { tier: tierName(tier) }),
    aTask('T2', 'apps/alpha', { tier: tierName(tier) }),
  ];
  const fleet = new PureFleet().boot({ workers: 1, tasks });
  fleet.must({ kind: 'report-tiers', settings: tierSettings({ budgets: { [scope]: 10 } }) });
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  fleet.must({ kind: 'report-typed', ...fleet.live(1), text: '', outcome: 'submitted', because: null });
  fleet.must({ kind: 'report-signal', ...fleet.live(1), signal: { kind: 'prompted' }, evidence: 'hook' });
  return fleet;
};

/** Without what it means for alerts, which is theirs to test. */
const steps = (events: readonly Event[]): readonly string[] =>
  kinds(events).filter((kind) => !kind.startsWith('alert.'));

const pause = (fleet: PureFleet) => steps(fleet.must({ kind: 'pause-worker', ...fleet.live(1) }));

const answer = (fleet: PureFleet, given: 'approve' | 'deny') =>
  steps(fleet.must({ kind: 'settle-decision', decision: decisionId('D1'), by: 'cli', reason: null, answer: given }));

describe.each(SCOPES)('the budget per %s', (scope) => {
  it('warns once at 80 % and once at 100 %', () => {
    const fleet = working(scope);
    expect(steps(fleet.must(spend(7_999_999)))).toEqual(['usage.counted']);
    expect(steps(fleet.must(spend(8_000_000)))).toEqual(['usage.counted', 'budget.reached']);
    expect(fleet.log.findLast(({ event }) => event.kind === 'budget.reached')?.event).toMatchObject({
      budget: { scope },
      level: 80,
    });
    expect(steps(fleet.must(spend(9_999_999)))).toEqual(['usage.counted']);
    expect(steps(fleet.must(spend(10_000_000)))).toEqual(['usage.counted', 'budget.reached']);
    expect(steps(fleet.must(spend(11_000_000)))).toEqual(['usage.counted']);
  });

  it('lets the task at work go on below 100 %, and pauses it at the next edge from there on', () => {
    const fleet = working(scope);
    fleet.must(spend(9_999_999));
    expect(pause(fleet)).toEqual([]);
    fleet.must(spend(10_000_000));
    expect(pause(fleet)).toEqual(['worker.paused', 'decision.asked', 'worker.changed']);
    expect(fleet.world.workers[1]).toMatchObject({ task: 'T1', generation: 1, state: { kind: 'idle' } });
    expect(fleet.world.workers[1]?.paused).toContain('used up ($10.00 of $10.00)');
    expect(Object.values(fleet.world.decisions)[0]?.question).toMatchObject({
      text: expect.stringContaining('T1 is paused in its middle'),
    });
    // Other calls of the same moment end as well.
    expect(pause(fleet)).toEqual([]);
  });

  it('goes on in the same session after a yes, however much the last request cost', () => {
    const fleet = working(scope);
    fleet.must(spend(55_000_000));
    pause(fleet);
    expect(answer(fleet, 'approve')).toEqual(['decision.settled', 'budget.raised', 'prompt.wanted']);
    fleet.must(spend(64_999_999));
    expect(pause(fleet)).toEqual([]);
    fleet.must(spend(65_000_000));
    expect(pause(fleet)).toEqual(['worker.paused', 'decision.asked', 'worker.changed']);
    const enough = working(scope);
    enough.must(spend(12_000_000));
    pause(enough);
    expect(answer(enough, 'approve')).toEqual(['decision.settled', 'budget.raised', 'prompt.wanted']);
    const prompt = enough.log.findLast(({ event }) => event.kind === 'prompt.wanted')?.event;
    expect(prompt).toMatchObject({ generation: 1, text: expect.stringContaining('[task T1]') });
    expect(enough.world.workers[1]?.paused ?? null).toBeNull();
    expect(pause(enough)).toEqual([]);
  });

  it('stays paused after a no, unasked', () => {
    const fleet = working(scope);
    fleet.must(spend(12_000_000));
    pause(fleet);
    expect(answer(fleet, 'deny')).toEqual(['decision.settled', 'budget.held']);
    fleet.must({ kind: 'report-signal', ...fleet.live(1), signal: { kind: 'prompted' }, evidence: 'hook' });
    expect(pause(fleet)).toEqual(['worker.paused', 'worker.changed']);
  });

  it('never pauses what costs nothing, nor a session without a task', () => {
    const free = working(scope, 'ollama');
    free.must(spend(50_000_000));
    expect(pause(free)).toEqual([]);
    const talking = new PureFleet().boot({ workers: 1 });
    talking.must({ kind: 'report-tiers', settings: tierSettings({ budgets: { [scope]: 10 } }) });
    talking.must({ kind: 'start-fleet' });
    talking.seat(1);
    talking.must(spend(50_000_000));
    expect(pause(talking)).toEqual([]);
  });

  it('lets a turn end unfinished: to be sent back would cost as well', () => {
    const fleet = working(scope);
    fleet.must(spend(10_000_000));
    const stopped = fleet.must({ kind: 'report-stop', ...fleet.live(1), findings: { dirty: ['x'], checks: [] } });
    expect(steps(stopped)).toEqual(['worker.paused', 'decision.asked']);
  });
});

describe('a task that rises to a tier that costs while the budget is used up', () => {
  const failed = { command: 'npm test', ok: false, because: 'exit 1', output: '', durationMs: 5 };
  const risen = (): { readonly fleet: PureFleet; readonly after: readonly string[] } => {
    const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha')] });
    fleet.must({ kind: 'report-tiers', settings: tierSettings({ budgets: { day: 10 } }) });
    fleet.must({ kind: 'start-fleet' });
    fleet.seat(1);
    fleet.must(spend(12_000_000));
    const stop = { kind: 'report-stop', ...fleet.live(1), findings: { dirty: [], checks: [failed] } } as const;
    fleet.must(stop);
    expect(kinds(fleet.must(stop))).toContain('task.climbed');
    const before = fleet.log.length;
    fleet.seat(1);
    return { fleet, after: steps(fleet.log.slice(before).map(({ event }) => event)) };
  };

  it('gets a session that is told nothing, and a person is asked', () => {
    const { fleet, after } = risen();
    expect(after).toEqual(['session.opened', 'guard.proven', 'worker.paused', 'decision.asked', 'worker.changed']);
    expect(fleet.log.findLast(({ event }) => event.kind === 'decision.asked')?.event).toMatchObject({
      question: { text: expect.stringContaining('T1 waits to go on on haiku') },
    });
    expect(fleet.world.workers[1]?.state).toMatchObject({ kind: 'idle' });
  });

  it('is told its task, and what failed below, after a yes', () => {
    const { fleet } = risen();
    expect(answer(fleet, 'approve')).toEqual(['decision.settled', 'budget.raised', 'prompt.wanted']);
    expect(fleet.log.at(-1)?.event).toMatchObject({
      text: expect.stringMatching(/Do T1[\s\S]*on ollama it did not get done/),
    });
  });
});

describe('on the next day', () => {
  it.each(['day', 'project', 'worker'] as const)('a budget per %s is whole, and what it paused goes on', (scope) => {
    const fleet = working(scope);
    fleet.must(spend(12_000_000));
    pause(fleet);
    expect(steps(fleet.must(spend(0, '2026-11-24')))).toEqual(['usage.counted', 'budgets.renewed', 'prompt.wanted']);
    expect(steps(fleet.must(spend(1, '2026-11-24')))).toEqual(['usage.counted']);
  });

  it('that of a task is what it was: it is for all its days', () => {
    const fleet = working('task');
    fleet.must(spend(12_000_000));
    pause(fleet);
    expect(steps(fleet.must(spend(12_000_000, '2026-11-24')))).toEqual(['usage.counted']);
    expect(fleet.world.workers[1]?.paused).not.toBeNull();
  });
});
