import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ScheduleSpec, startSchedule } from '../../src/jobs/schedule.ts';

const NOON = Date.parse('2026-11-22T12:00:10Z');
const MINUTE_MS = 60_000;

/** What was due, as `scheduled a,b` or `caught-up 3 a`. */
const start = (over: Partial<ScheduleSpec> = {}) => {
  const due: string[] = [];
  const log: string[] = [];
  const schedule = startSchedule({
    timezone: 'UTC',
    jitterMs: 0,
    lines: [{ cron: '*/30 * * * *', names: ['a', 'b'] }],
    lastAt: NOON,
    now: Date.now,
    due: (names, missed, why) => void due.push(`${why}${missed === 0 ? '' : ` ${missed}`} ${names.join()}`),
    log: (line) => void log.push(line),
    ...over,
  });
  onTestFinished(schedule.stop);
  return { due, log, schedule };
};

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('rounds', () => {
  it('run at their times, and say when the next one is', async () => {
    const { due, schedule } = start();
    expect(schedule.nextAt()).toBe(Date.parse('2026-11-22T12:30:00Z'));
    await vi.advanceTimersByTimeAsync(95 * MINUTE_MS);
    expect(due).toEqual(['scheduled a,b', 'scheduled a,b', 'scheduled a,b']);
  });

  it('run at once when none ever ran', () => {
    expect(start({ lastAt: null }).due).toEqual(['start a,b']);
  });

  it('that nobody could run are caught up by one, and counted', () => {
    expect(start({ lastAt: NOON - 5 * 60 * MINUTE_MS }).due).toEqual(['caught-up 10 a,b']);
    expect(start({ lastAt: NOON - 5_000 }).due).toEqual([]);
  });

  it('of checks with a schedule of their own are caught up for those alone', () => {
    const lines = [
      { cron: '*/30 * * * *', names: ['a'] },
      { cron: '0 3 * * *', names: ['nightly'] },
    ];
    expect(start({ lines, lastAt: NOON - 60 * MINUTE_MS }).due).toEqual(['caught-up 2 a']);
  });

  it('missed while the machine slept are caught up by one', async () => {
    const { due } = start();
    // Asleep: the wall clock goes on, and no timer does.
    vi.setSystemTime(NOON + 9 * 60 * MINUTE_MS);
    await vi.advanceTimersByTimeAsync(30 * MINUTE_MS);
    expect(due[0]).toMatch(/^caught-up 1[78] a,b$/);
    expect(due.filter((each) => each.startsWith('caught-up'))).toHaveLength(1);
  });

  it('go on after the clock was set back by a day', async () => {
    const { due, log } = start();
    await vi.advanceTimersByTimeAsync(5 * MINUTE_MS);
    vi.setSystemTime(NOON - 24 * 60 * MINUTE_MS);
    await vi.advanceTimersByTimeAsync(95 * MINUTE_MS);
    expect(due.length).toBeGreaterThanOrEqual(3);
    expect(due.length).toBeLessThanOrEqual(5);
    expect(log.length).toBeLessThanOrEqual(1);
  });

  it('begin later by their jitter, and not earlier', async () => {
    const { due } = start({ jitterMs: 10 * MINUTE_MS });
    await vi.advanceTimersByTimeAsync(29 * MINUTE_MS);
    expect(due).toEqual([]);
    await vi.advanceTimersByTimeAsync(12 * MINUTE_MS);
    expect(due).toEqual(['scheduled a,b']);
  });

  it('keep the person’s own time zone', () => {
    const { schedule } = start({ timezone: 'Asia/Kathmandu', lines: [{ cron: '0 8 * * *', names: ['a'] }] });
    expect(new Date(schedule.nextAt() ?? 0).toISOString()).toBe('2026-11-23T02:15:00.000Z');
  });

  it('end when they are stopped', async () => {
    const { due, schedule } = start();
    schedule.stop();
    await vi.advanceTimersByTimeAsync(24 * 60 * MINUTE_MS);
    expect(due).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
