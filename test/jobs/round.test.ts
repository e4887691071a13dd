import { describe, expect, it } from 'vitest';
import { type Finding, finding } from '../../src/domain/checks/finding.ts';
import type { CheckReport } from '../../src/domain/checks/report.ts';
import { createRounds, type RoundCheck } from '../../src/jobs/round.ts';

const check = (name: string, run: () => Promise<Finding>, needs: readonly string[] = []): RoundCheck => ({
  name,
  needs,
  run,
});
const good = async (): Promise<Finding> => finding('pass', 'ok');
const bad = async (): Promise<Finding> => finding('fail', 'broken');
const said = (reports: readonly CheckReport[]) =>
  Object.fromEntries(
    reports.map((report) => [
      report.name,
      'hiddenBy' in report ? `hidden by ${report.hiddenBy}` : report.finding.reading,
    ]),
  );

describe('a round', () => {
  it('runs all of its checks side by side, up to the limit', async () => {
    let [now, most] = [0, 0];
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = async (): Promise<Finding> => {
      now += 1;
      most = Math.max(most, now);
      if (now === 8) resolve();
      await promise;
      now -= 1;
      return good();
    };
    const reports = await createRounds(8)(Array.from({ length: 20 }, (_, index) => check(`c${index}`, slow)));
    expect(reports).toHaveLength(20);
    expect(most).toBe(8);
  });

  it('looks at nothing whose need is down, nor at what needs that', async () => {
    const never = async (): Promise<Finding> => {
      throw new Error('it was looked at');
    };
    const checks = [
      check('files', never, ['backup']),
      check('backup', never, ['disk']),
      check('disk', bad),
      check('web', good),
    ];
    expect(said(await createRounds(4)(checks))).toEqual({
      disk: 'fail',
      backup: 'hidden by disk',
      files: 'hidden by disk',
      web: 'pass',
    });
  });

  it('runs what needs another after it, and runs both when all is well', async () => {
    const order: string[] = [];
    const noted = (name: string) => async (): Promise<Finding> => {
      order.push(name);
      return good();
    };
    await createRounds(4)([check('backup', noted('backup'), ['disk']), check('disk', noted('disk'))]);
    expect(order).toEqual(['disk', 'backup']);
  });

  it('does not start a check that still runs from the round before', async () => {
    const rounds = createRounds(4);
    const { promise, resolve } = Promise.withResolvers<Finding>();
    let starts = 0;
    const slow = check('slow', () => {
      starts += 1;
      return promise;
    });
    const first = rounds([slow]);
    expect(said(await rounds([slow]))).toEqual({ slow: 'errored' });
    resolve(await good());
    expect(said(await first)).toEqual({ slow: 'pass' });
    expect(starts).toBe(1);
    expect(said(await rounds([slow]))).toEqual({ slow: 'pass' });
  });
});
