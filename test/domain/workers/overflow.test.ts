import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/domain/event.ts';
import { decisionId, tierName } from '../../../src/domain/ids.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import { aTask, kinds, PureFleet } from '../../kit/pure-fleet.ts';
import { tierSettings } from '../../kit/tiers.ts';

const because = 'prompt is too long: 201337 tokens > 200000 maximum';

const working = (task: Partial<Task> = {}, config: object | null = {}): PureFleet => {
  const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha', task)] });
  if (config !== null) fleet.must({ kind: 'report-tiers', settings: tierSettings(config) });
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  return fleet;
};

const overflow = (fleet: PureFleet) => fleet.must({ kind: 'report-overflow', ...fleet.live(1), because });

/** Without what it means for alerts, which is theirs to test. */
const steps = (events: readonly Event[]): readonly string[] =>
  kinds(events).filter((kind) => !kind.startsWith('alert.'));

const lastPrompt = (fleet: PureFleet): string => {
  const event = fleet.log.findLast(({ event: each }) => each.kind === 'prompt.wanted')?.event;
  return event?.kind === 'prompt.wanted' ? event.text : '';
};

describe('a session that outgrows the window of its model', () => {
  it('makes room for a fresh one at the same tier, which is told so, and the lock goes on with it', () => {
    const fleet = working();
    expect(overflow(fleet)).toMatchObject([
      { kind: 'context.overflowed', task: 'T1', because },
      { kind: 'session.wanted', resume: null, tier: 'ollama', project: 'apps/alpha' },
      { kind: 'lock.passed', project: 'apps/alpha' },
    ]);
    fleet.seat(1);
    expect(lastPrompt(fleet)).toContain('filled its context window');
    expect(fleet.world.workers[1]?.task).toBe('T1');
  });

  it('sends its task up one tier the second time, and there it begins with a clean count', () => {
    const fleet = working();
    overflow(fleet);
    fleet.seat(1);
    expect(steps(overflow(fleet))).toEqual(['context.overflowed', 'task.climbed', 'session.wanted', 'lock.passed']);
    fleet.seat(1);
    expect(fleet.world.routes.T1?.tier).toBe('haiku');
    expect(lastPrompt(fleet)).toContain('outgrew the window of its model twice');
    expect(steps(overflow(fleet))).toEqual(['context.overflowed', 'session.wanted', 'lock.passed']);
    expect(fleet.world.routes.T1?.tier).toBe('haiku');
  });

  it('asks a person where no tier is above, and after a yes begins afresh: nobody types into a full session', () => {
    const fleet = working({}, { tiers: [{ name: 'opus', model: 'opus' }] });
    overflow(fleet);
    fleet.seat(1);
    expect(steps(overflow(fleet))).toEqual(['context.overflowed', 'worker.changed', 'decision.asked']);
    expect(fleet.world.workers[1]?.state).toMatchObject({ kind: 'refused', because: 'its context is full' });
    const settled = fleet.must({
      kind: 'settle-decision',
      decision: decisionId('D1'),
      answer: 'approve',
      by: 'cli',
      reason: null,
    });
    expect(steps(settled)).toEqual(['decision.settled', 'session.wanted', 'lock.passed']);
  });

  it('begins afresh where it is when a person does not want it to rise', () => {
    const fleet = working({}, { escalation: { askAbove: 0 } });
    fleet.must({
      kind: 'report-usage',
      count: {
        day: '2026-11-23',
        tiers: [],
        spend: { microUsd: 0, projects: {}, workers: {} },
        tasks: [
          {
            task: 'T1' as never,
            costMicroUsd: 0,
            inputTokens: 1e6,
            outputTokens: 0,
            cacheReadTokens: 0,
            cacheCreationTokens: 0,
          },
        ],
        heard: [],
      },
    });
    overflow(fleet);
    fleet.seat(1);
    expect(steps(overflow(fleet))).toEqual(['context.overflowed', 'worker.changed', 'decision.asked']);
    const settled = fleet.must({
      kind: 'settle-decision',
      decision: decisionId('D1'),
      answer: 'deny',
      by: 'cli',
      reason: 'too dear',
    });
    expect(steps(settled)).toEqual(['decision.settled', 'task.held', 'session.wanted', 'lock.passed']);
    expect(fleet.log.at(-2)?.event).toMatchObject({ kind: 'session.wanted', tier: tierName('ollama') });
  });

  it('begins afresh without tiers too, once', () => {
    const fleet = working({}, null);
    expect(steps(overflow(fleet))).toContain('session.wanted');
    fleet.seat(1);
    expect(steps(overflow(fleet))).toContain('decision.asked');
  });

  it('that has no task keeps what was said in it, and says why it answers no more', () => {
    const fleet = new PureFleet().boot({ workers: 1 });
    fleet.must({ kind: 'start-fleet' });
    fleet.seat(1);
    expect(steps(overflow(fleet))).toEqual(['context.overflowed', 'worker.changed']);
    expect(fleet.world.notices.map(({ text }) => text).join()).toContain('Clear it there, or start it anew');
  });

  it('of an older generation is not listened to', () => {
    const fleet = working();
    const old = fleet.live(1);
    overflow(fleet);
    expect(fleet.must({ kind: 'report-overflow', ...old, because })).toEqual([]);
  });
});
