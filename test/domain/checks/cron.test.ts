import { validate } from 'node-cron';
import { describe, expect, it } from 'vitest';
import { readCron } from '../../../src/domain/checks/cron.ts';
import { countDue } from '../../../src/domain/checks/cron-due.ts';
import { describeProblem } from '../../../src/domain/problem.ts';
import { parseConfigText } from '../../../src/state/config-file.ts';
import { seeded } from '../../kit/random.ts';

describe('a cron line', () => {
  it.each([
    ['75 * * * *', 'the minute "75" is not 0 to 59'],
    ['* 24 * * *', 'the hour "24" is not 0 to 23'],
    ['* * 0 * *', 'the day of the month "0" is not 1 to 31'],
    ['* * * foo *', 'the month "foo" is not 1 to 12'],
    ['* * * * 8', 'the day of the week "8" is not 0 to 7'],
    ['20-10 * * * *', 'the minute "20-10" runs backwards'],
    ['*/0 * * * *', 'the minute "*/0" does not read as a value, a list, a range or a step'],
    ['* * *', 'five fields (minute hour day month weekday), and this has 3'],
    ['', 'five fields (minute hour day month weekday), and this has 0'],
    ['@hourly', 'five fields (minute hour day month weekday), and this has 1'],
  ])('%j is refused, and the field is named', (line, because) => {
    expect(readCron(line)).toEqual({ ok: false, because });
  });

  it('that is bad is named with its place in gaffer.yaml', () => {
    const { problems } = parseConfigText(
      'heartbeat:\n  checks:\n    - name: a\n      kind: tcp\n      host: h\n      port: 1\n      cron: "61 * * * *"\n',
    );
    expect(problems.map(describeProblem).join()).toMatch(
      /^gaffer\.yaml:7:13: .*cron.*"61 \* \* \* \*".*the minute "61" is not 0 to 59/,
    );
  });

  it('that is accepted here is one that node-cron runs', () => {
    const random = seeded(7);
    const field = (low: number, high: number): string => {
      const value = () => low + random.below(high - low + 1);
      const from = value();
      return random.pick([
        '*',
        `*/${1 + random.below(9)}`,
        `${value()}`,
        `${from}-${from + random.below(high - from + 1)}`,
        `${value()},${value()}`,
      ]);
    };
    for (let round = 0; round < 500; round += 1) {
      const line = [field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6)].join(' ');
      expect(readCron(line).ok, line).toBe(true);
      expect(validate(line), line).toBe(true);
    }
  });
});

describe('times that were missed', () => {
  const at = (text: string): number => Date.parse(text);

  it.each([
    ['*/30 * * * *', 'UTC', '2026-11-22T10:05:00Z', '2026-11-22T12:31:00Z', 5],
    ['*/30 * * * *', 'UTC', '2026-11-22T10:00:00Z', '2026-11-22T10:29:59Z', 0],
    ['0 3 * * *', 'Europe/Paris', '2026-11-22T00:00:00Z', '2026-11-22T03:00:00Z', 1],
    ['0 3 * * *', 'America/New_York', '2026-11-22T00:00:00Z', '2026-11-22T03:00:00Z', 0],
    // Both are narrowed: one is enough, as cron has it.
    ['0 0 13 * 5', 'UTC', '2026-11-01T00:01:00Z', '2026-11-30T00:00:00Z', 2],
    ['0 0 * * 7', 'UTC', '2026-11-16T00:01:00Z', '2026-11-22T23:00:00Z', 1],
    // The hour that a clock change leaves out has no times in it.
    ['30 2 * * *', 'Europe/Paris', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', 0],
    // A clock that was set back missed nothing.
    ['* * * * *', 'UTC', '2026-11-22T12:00:00Z', '2026-11-22T11:00:00Z', 0],
  ])('of %s in %s between %s and %s are %i', (line, zone, from, to, count) => {
    expect(countDue(line, zone, at(from), at(to))).toBe(count);
  });
});
