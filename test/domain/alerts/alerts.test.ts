import { describe, expect, it } from 'vitest';
import { type AlertSettings, DEFAULT_SETTINGS } from '../../../src/domain/alerts/alert.ts';
import { nextDueAt } from '../../../src/domain/alerts/due.ts';
import { newsOf } from '../../../src/domain/alerts/news-of.ts';
import { heldUntil, minuteOfDay } from '../../../src/domain/alerts/quiet.ts';
import type { CheckReading, CheckRule } from '../../../src/domain/checks/health.ts';
import { DEFAULT_RULE } from '../../../src/domain/checks/watch.ts';
import type { Event } from '../../../src/domain/event.ts';
import { projectId, workerNumber } from '../../../src/domain/ids.ts';
import { emptyWorld } from '../../../src/domain/world.ts';
import { isEvents, PureFleet } from '../../kit/pure-fleet.ts';

const MINUTE_MS = 60_000;

class Ward extends PureFleet {
  open(rules: readonly (Partial<CheckRule> & { name: string })[], settings: Partial<AlertSettings> = {}): this {
    this.now = Date.UTC(2026, 10, 22, 12);
    this.must({ kind: 'configure-heartbeat', rules: rules.map((rule) => ({ ...DEFAULT_RULE, ...rule })) });
    this.must({ kind: 'configure-alerts', settings: { ...DEFAULT_SETTINGS, ...settings } });
    return this;
  }

  /** A round half an hour later; gives the messages that it was worth, as `raised alarm disk`. */
  round(
    readings: Readonly<Record<string, CheckReading | `hidden by ${string}`>>,
    afterMs = 30 * MINUTE_MS,
    subjects: readonly string[] = [],
  ) {
    this.now += afterMs;
    return told(
      this.must({
        kind: 'report-round',
        reason: 'scheduled',
        round: null,
        startedAt: this.now,
        ms: 5,
        nextAt: null,
        missed: 0,
        reports: Object.entries(readings).map(([name, reading]) =>
          reading.startsWith('hidden by ')
            ? { name, hiddenBy: reading.slice('hidden by '.length) }
            : {
                name,
                ms: 1,
                finding: {
                  reading: reading as CheckReading,
                  evidence: `${name} ${reading}`,
                  fix: null,
                  subjects: reading === 'pass' ? [] : subjects,
                  figures: {},
                },
              },
        ),
      }),
    );
  }

  clock(afterMs: number): readonly string[] {
    this.now += afterMs;
    return told(this.must({ kind: 'look-at-clock' }));
  }
}

const told = (events: readonly Event[]): readonly string[] =>
  events.flatMap((event) =>
    event.kind === 'alert.raised'
      ? [`${event.alert.kind} ${event.alert.level} ${event.alert.subject.replace(/^check:/, '')}`]
      : event.kind === 'alert.withdrawn'
        ? ['withdrawn']
        : [],
  );

describe('a person is told', () => {
  it('once of a failure, and once that it is over', () => {
    const ward = new Ward().open([{ name: 'disk' }]);
    expect(ward.round({ disk: 'pass' })).toEqual([]);
    expect(ward.round({ disk: 'fail' })).toEqual(['raised alarm disk']);
    for (let times = 0; times < 20; times += 1) expect(ward.round({ disk: 'fail' })).toEqual([]);
    expect(ward.round({ disk: 'pass' })).toEqual(['recovered alarm disk']);
    expect(ward.round({ disk: 'pass' })).toEqual([]);
  });

  it('anew when it grows worse, also while it is acknowledged', () => {
    const ward = new Ward().open([{ name: 'disk' }]);
    expect(ward.round({ disk: 'warn' })).toEqual(['raised warn disk']);
    ward.must({ kind: 'acknowledge-alert', subject: 'check:disk', by: 'cli' });
    expect(ward.round({ disk: 'fail' })).toEqual(['worse alarm disk']);
    expect(ward.world.alerts.open['check:disk']?.acknowledged).toBeNull();
  });

  it('of other details only after a while, and not at all once acknowledged', () => {
    const ward = new Ward().open([{ name: 'docker' }], { againAfterMs: 60 * MINUTE_MS });
    ward.round({ docker: 'fail' }, undefined, ['a']);
    expect(ward.round({ docker: 'fail' }, undefined, ['a', 'b'])).toEqual([]);
    expect(ward.round({ docker: 'fail' }, undefined, ['b'])).toEqual(['again alarm docker']);
    ward.must({ kind: 'acknowledge-alert', subject: 'check:docker', by: 'cli' });
    expect(ward.round({ docker: 'fail' }, 600 * MINUTE_MS, ['c'])).toEqual([]);
  });

  it('of the disk alone when what lives on it cannot be looked at', () => {
    const ward = new Ward().open([{ name: 'disk' }, { name: 'backup', needs: ['disk'] }]);
    ward.round({ disk: 'pass', backup: 'pass' });
    expect(ward.round({ disk: 'fail', backup: 'hidden by disk' })).toEqual(['raised alarm disk']);
    expect(ward.world.health.checks.backup).toMatchObject({ hiddenBy: 'disk', believed: 'pass' });
    expect(ward.round({ disk: 'pass', backup: 'fail' })).toEqual(['recovered alarm disk', 'raised alarm backup']);
  });

  it('once of a check that turns to and fro, however long it does', () => {
    const ward = new Ward().open([{ name: 'wifi', flapTurns: 4 }]);
    const messages = Array.from({ length: 86 }, (_, index) =>
      ward.round({ wifi: index % 2 === 0 ? 'pass' : 'fail' }, MINUTE_MS),
    ).flat();
    expect(messages).toEqual(['raised alarm wifi', 'recovered alarm wifi', 'raised alarm wifi', 'again warn wifi']);
  });

  it('of very many at once by one message more', () => {
    const names = Array.from({ length: 40 }, (_, index) => `c${index}`);
    const ward = new Ward().open(
      names.map((name) => ({ name })),
      { most: 5 },
    );
    const messages = ward.round(Object.fromEntries(names.map((name) => [name, 'fail' as const])));
    expect(messages).toHaveLength(6);
    expect(messages.at(-1)).toBe('storm alarm storm');
    expect(Object.keys(ward.world.alerts.open)).toHaveLength(41);
    // Nobody was told of most of them, so nobody is told that they are over.
    expect(ward.round(Object.fromEntries(names.map((name) => [name, 'pass' as const])), 60 * MINUTE_MS)).toHaveLength(
      5,
    );
    expect(ward.clock(60 * MINUTE_MS)).toEqual([]);
    expect(ward.world.alerts.open).toEqual({});
  });

  it('louder when nobody acknowledged it, once', () => {
    const ward = new Ward().open([{ name: 'disk' }], { escalateAfterMs: 45 * MINUTE_MS });
    ward.round({ disk: 'warn' });
    expect(nextDueAt(ward.world)).toBe(ward.now + 45 * MINUTE_MS);
    expect(ward.clock(44 * MINUTE_MS)).toEqual([]);
    expect(ward.clock(2 * MINUTE_MS)).toEqual(['escalated alarm disk']);
    expect(ward.clock(500 * MINUTE_MS)).toEqual([]);
    const calm = new Ward().open([{ name: 'disk' }], { escalateAfterMs: 45 * MINUTE_MS });
    calm.round({ disk: 'warn' });
    calm.must({ kind: 'acknowledge-alert', subject: 'check:disk', by: 'cli' });
    expect(calm.clock(500 * MINUTE_MS)).toEqual([]);
  });

  it('nothing while it is snoozed, and again when that is over', () => {
    const ward = new Ward().open([{ name: 'disk' }]);
    ward.round({ disk: 'warn' });
    ward.must({ kind: 'snooze-alert', subject: 'check:disk', forMs: 120 * MINUTE_MS, by: 'cli' });
    expect(ward.round({ disk: 'fail' })).toEqual([]);
    expect(ward.clock(60 * MINUTE_MS)).toEqual([]);
    expect(ward.clock(31 * MINUTE_MS)).toEqual(['again alarm disk']);
  });

  it('of a snooze that a clock set back would make longer', () => {
    const ward = new Ward().open([{ name: 'disk' }]);
    ward.round({ disk: 'fail' });
    ward.must({ kind: 'snooze-alert', subject: 'check:disk', forMs: 60 * MINUTE_MS, by: 'cli' });
    expect(ward.clock(-24 * 60 * MINUTE_MS)).toEqual(['again alarm disk']);
  });

  it('after quiet hours of what came in them, and never of what came and went', () => {
    const quietHours = { from: 22 * 60, to: 7 * 60, timezone: 'UTC', through: 'alarm' as const };
    const ward = new Ward().open([{ name: 'dust' }, { name: 'fire' }], { quietHours });
    expect(ward.round({ dust: 'warn', fire: 'fail' }, 12 * 60 * MINUTE_MS)).toEqual([
      'raised warn dust',
      'raised alarm fire',
    ]);
    expect(ward.world.alerts.open['check:dust']?.heldUntil).toBe(Date.UTC(2026, 10, 23, 7));
    expect(ward.world.alerts.open['check:fire']?.heldUntil).toBeNull();
    expect(ward.round({ dust: 'pass', fire: 'fail' })).toEqual(['withdrawn']);
  });

  it('of a question that waits long, until it is answered', () => {
    const fleet = new Ward().open([]);
    fleet.boot();
    fleet.must({ kind: 'start-fleet' });
    fleet.seat(1);
    fleet.must({
      kind: 'ask-decision',
      ...fleet.live(1),
      call: { tool: 'Bash', input: { command: 'git push' }, cwd: '/ws', toolUseId: null },
      because: 'no rule',
      binding: 'b1',
    });
    expect(fleet.clock(9 * MINUTE_MS)).toEqual([]);
    expect(fleet.clock(MINUTE_MS)).toEqual(['raised warn decision:D1']);
    expect(fleet.clock(60 * MINUTE_MS)).toEqual([]);
    const done = fleet.do({
      kind: 'settle-decision',
      decision: 'D1' as never,
      answer: 'deny',
      by: 'phone',
      reason: null,
    });
    expect(isEvents(done) && told(done)).toEqual([]);
    expect(fleet.world.alerts.open).toEqual({});
  });

  it('of a worker that is held, in the same breath as the event', () => {
    const fleet = new Ward().open([]);
    fleet.boot();
    fleet.must({ kind: 'start-fleet' });
    fleet.must({
      kind: 'report-opened',
      ...fleet.live(1),
      session: 's-1' as never,
      pid: 1,
      model: null,
      cwd: '/ws',
      project: null,
      tier: null,
      hooks: true,
    });
    const done = fleet.must({ kind: 'report-guard-absent', ...fleet.live(1), because: 'a hook is missing' });
    expect(done.map(({ kind }) => kind)).toContain('alert.raised');
    expect(told(done)).toContain('raised alarm worker:1');
  });
});

describe('a stranger’s change', () => {
  const touch = (holder: number | null) =>
    ({
      kind: 'report-touch',
      project: projectId('apps/alpha'),
      holder: holder === null ? null : workerNumber(holder),
      by: { kind: 'process', name: 'vim', pid: 7, worker: null },
      paths: ['a.ts'],
      count: 1,
    }) as const;

  it('is told while a worker holds the project, once, and not while nobody does', () => {
    const fleet = new Ward().open([]).boot();
    expect(told(fleet.must(touch(null)))).toEqual([]);
    expect(told(fleet.must(touch(1)))).toEqual(['raised alarm project:apps/alpha']);
    expect(told(fleet.must(touch(1)))).toEqual([]);
  });
});

describe('what an event is worth', () => {
  const budget = { scope: 'day', name: '', day: '2026-11-22' } as const;
  const newsLevels = (event: Event) =>
    newsOf(emptyWorld, event).map((news) =>
      news.kind === 'raise' ? `${news.draft.level} ${news.draft.subject}` : `over ${news.subject}`,
    );

  it.each<[Event, readonly string[]]>([
    [{ kind: 'budget.reached', budget, level: 80, because: 'b' }, ['warn budget:day 2026-11-22']],
    [{ kind: 'budget.reached', budget, level: 100, because: 'b' }, ['alarm budget:day 2026-11-22']],
    [{ kind: 'budget.raised', budget, microUsd: 1 }, ['over budget:day 2026-11-22']],
    [{ kind: 'run.ended', run: 'R1' as never, outcome: 'failed', because: 'b' }, ['warn deploy:R1']],
    [{ kind: 'run.ended', run: 'R1' as never, outcome: 'unknown', because: 'b' }, ['alarm deploy:R1']],
    [{ kind: 'run.ended', run: 'R1' as never, outcome: 'rolled-back', because: 'b' }, ['alarm deploy:R1']],
    [{ kind: 'run.ended', run: 'R1' as never, outcome: 'held', because: 'b' }, []],
    [{ kind: 'run.ended', run: 'R1' as never, outcome: 'shipped', because: 'b' }, ['over deploy:R1']],
  ])('%j', (event, levels) => {
    expect(newsLevels(event)).toEqual(levels);
  });
});

describe('quiet hours', () => {
  const paris = { from: 22 * 60, to: 7 * 60, timezone: 'Europe/Paris', through: 'alarm' as const };
  it.each([
    ['2026-11-22T20:59:00Z', null],
    ['2026-11-22T21:00:00Z', '2026-11-23T06:00:00.000Z'],
    ['2026-11-23T05:59:59Z', '2026-11-23T06:00:00.000Z'],
    ['2026-11-23T06:00:00Z', null],
    // The nights in which the clock changes.
    ['2026-10-24T21:00:00Z', '2026-10-25T06:00:00.000Z'],
    ['2026-03-28T22:00:00Z', '2026-03-29T05:00:00.000Z'],
  ])('at %s hold until %s', (now, until) => {
    const held = heldUntil(paris, 'warn', Date.parse(now));
    expect(held === null ? null : new Date(held).toISOString()).toBe(until);
    if (held !== null) expect(minuteOfDay(held, 'Europe/Paris')).toBe(paris.to);
    expect(heldUntil(paris, 'alarm', Date.parse(now))).toBeNull();
  });
});
