/**
 * One round: all wanted checks side by side, each in its own time, each after those that it needs. A check that needs one
 * that is down is not looked at. One that still runs from the round before is not started twice.
 */

import { errored, type Finding } from '../domain/checks/finding.ts';
import type { CheckReport } from '../domain/checks/report.ts';

export interface RoundCheck {
  readonly name: string;
  readonly needs: readonly string[];
  /** Never rejects, and comes back in its own time. */
  readonly run: () => Promise<Finding>;
}

export type RunRound = (checks: readonly RoundCheck[]) => Promise<readonly CheckReport[]>;

/** `atOnce` over all rounds together. */
export const createRounds = (atOnce: number): RunRound => {
  const running = new Set<string>();
  const gate = createGate(atOnce);

  const runOne = async ({ name, run }: RoundCheck): Promise<CheckReport> => {
    if (running.has(name))
      return {
        name,
        ms: 0,
        finding: errored('it still runs since the round before', 'Give it more time between rounds.'),
      };
    running.add(name);
    const leave = await gate();
    const startedAt = performance.now();
    try {
      const finding = await run();
      return { name, finding, ms: Math.round(performance.now() - startedAt) };
    } finally {
      leave();
      running.delete(name);
    }
  };

  return (checks) => {
    const reports = new Map<string, Promise<CheckReport>>();
    const byName = new Map(checks.map((check) => [check.name, check]));
    const reportOf = (check: RoundCheck): Promise<CheckReport> => {
      const known = reports.get(check.name);
      if (known !== undefined) return known;
      const report = afterNeeds(check, byName, reportOf).then((hiddenBy) =>
        hiddenBy === null ? runOne(check) : { name: check.name, hiddenBy },
      );
      reports.set(check.name, report);
      return report;
    };
    return Promise.all(checks.map(reportOf));
  };
};

/** The need that is down, once all of them are known; needs that are not of this round are not asked about. */
const afterNeeds = async (
  { needs }: RoundCheck,
  byName: ReadonlyMap<string, RoundCheck>,
  reportOf: (check: RoundCheck) => Promise<CheckReport>,
): Promise<string | null> => {
  const inRound = needs.flatMap((name) => byName.get(name) ?? []);
  const reports = await Promise.all(inRound.map(reportOf));
  const down = reports.find(
    (report) => 'hiddenBy' in report || report.finding.reading === 'fail' || report.finding.reading === 'errored',
  );
  return down === undefined ? null : 'hiddenBy' in down ? down.hiddenBy : down.name;
};

/** A place for so many; who waits is served in turn. */
const createGate = (places: number): (() => Promise<() => void>) => {
  let free = places;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return leave;
  };
};
