/** The heartbeat: rounds at their times and when asked, each reported whole, and kept in the history. */
import { setMaxListeners } from 'node:events';
import type { FleetCheckName, HeartbeatConfig } from '../domain/checks/config.ts';
import { FLEET_CHECK_NAMES } from '../domain/checks/config.ts';
import type { Finding } from '../domain/checks/finding.ts';
import type { RoundReport } from '../domain/checks/report.ts';
import type { RoundReason } from '../domain/checks/round.ts';
import { type CheckWorld, runCheck } from './checks/run-check.ts';
import type { History } from './history.ts';
import { createRounds, type RoundCheck } from './round.ts';
import { type Schedule, startSchedule } from './schedule.ts';

export interface HeartbeatParts {
  readonly config: HeartbeatConfig;
  readonly world: Omit<CheckWorld, 'past' | 'stopped'>;
  readonly history: History;
  /** What the fleet says of itself. */
  readonly fleetFinding: (name: FleetCheckName) => Promise<Finding>;
  readonly report: (round: RoundReport) => Promise<void>;
  readonly log: (line: string) => void;
}

export interface Heartbeat {
  /** `lastAt` is when a round last ran; null for never. */
  readonly start: (timezone: string, lastAt: number | null) => void;
  /** Null for all checks. Resolves when it is reported. */
  readonly run: (
    names: readonly string[] | null,
    why: { readonly reason: RoundReason; readonly round: number | null; readonly missed?: number },
  ) => Promise<void>;
  readonly nextAt: () => number | null;
  /** Cuts off what runs, without a report; resolves when nothing runs any more. */
  readonly stop: () => Promise<void>;
}

export const createHeartbeat = ({ config, world, history, fleetFinding, report, log }: HeartbeatParts): Heartbeat => {
  const stopping = new AbortController();
  // One listener for each check that runs.
  setMaxListeners(0, stopping.signal);
  const checks = [
    ...configured(config, { ...world, past: history.past, stopped: stopping.signal }),
    ...fleetChecks(config, fleetFinding),
  ];
  const rounds = createRounds(config.atOnce);
  const pending = new Set<Promise<void>>();
  let schedule: Schedule | null = null;

  const runRound: Heartbeat['run'] = async (names, { reason, round, missed = 0 }) => {
    const wanted = names === null ? checks : checks.filter(({ name }) => names.includes(name));
    const startedAt = world.now();
    const began = performance.now();
    const reports = await rounds(wanted);
    const ms = Math.round(performance.now() - began);
    // What was cut off says nothing of its subject.
    if (stopping.signal.aborted) return;
    try {
      history.add(startedAt, reports);
    } catch (error) {
      log(`the history of the heartbeat was not written: ${error instanceof Error ? error.message : error}`);
    }
    await report({ reason, round, startedAt, ms, nextAt: schedule?.nextAt() ?? null, missed, reports });
  };

  const run: Heartbeat['run'] = (names, why) => {
    const work = runRound(names, why);
    pending.add(work);
    const done = (): void => void pending.delete(work);
    work.then(done, done);
    return work;
  };

  return {
    start: (timezone, lastAt) => {
      schedule = startSchedule({
        timezone,
        jitterMs: config.jitterMs,
        lines: linesOf(config, checks),
        lastAt,
        now: world.now,
        due: (names, missed, reason) =>
          void run(names, { reason, round: null, missed }).catch((error) => log(String(error))),
        log,
      });
    },
    run,
    nextAt: () => schedule?.nextAt() ?? null,
    stop: async () => {
      schedule?.stop();
      schedule = null;
      stopping.abort();
      await Promise.allSettled(pending);
    },
  };
};

const configured = (config: HeartbeatConfig, world: CheckWorld): readonly RoundCheck[] =>
  config.checks.map((spec) => ({
    name: spec.name,
    needs: spec.needs,
    run: () => runCheck(spec, spec.timeout ?? config.timeoutMs, world),
  }));

const fleetChecks = (config: HeartbeatConfig, findingOf: HeartbeatParts['fleetFinding']): readonly RoundCheck[] =>
  config.fleet.enabled ? FLEET_CHECK_NAMES.map((name) => ({ name, needs: [], run: () => findingOf(name) })) : [];

/** Checks by their schedule. */
const linesOf = (config: HeartbeatConfig, checks: readonly RoundCheck[]) => {
  const lines = new Map<string, string[]>();
  for (const { name } of checks) {
    const cron = config.checks.find((spec) => spec.name === name)?.cron ?? config.cron;
    lines.set(cron, [...(lines.get(cron) ?? []), name]);
  }
  return [...lines].map(([cron, names]) => ({ cron, names }));
};
