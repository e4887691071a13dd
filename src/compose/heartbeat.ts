/** Wires the heartbeat to the fleet: rounds become commands, questions of the fleet's own checks are answered from the World. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FleetCheckName } from '../domain/checks/config.ts';
import { rulesOf } from '../domain/checks/config.ts';
import type { Finding } from '../domain/checks/finding.ts';
import { type FleetFacts, fleetFinding } from '../domain/checks/fleet-findings.ts';
import { metricsText } from '../domain/checks/metrics.ts';
import { describeProblem, fail, ok, type Result } from '../domain/problem.ts';
import type { ReportMakers } from '../domain/reports.ts';
import { createHeartbeat, type Heartbeat } from '../jobs/heartbeat.ts';
import { openHistory } from '../jobs/history.ts';
import { writeMetricsFile } from '../jobs/metrics-file.ts';
import { openSecrets } from '../jobs/secrets.ts';
import type { Fleet } from './parts.ts';

export interface HeartbeatSide {
  readonly run: (effect: { readonly round: number; readonly checks: readonly string[] | null }) => Promise<void>;
  /** The journal is read and the workspace too: rounds may begin. */
  readonly start: () => Promise<void>;
  readonly reports: Pick<ReportMakers, 'check-history'>;
  /** No round begins any more, and those that run are cut off. */
  readonly stop: () => Promise<void>;
  readonly close: () => void;
}

export const openHeartbeat = (fleet: Fleet): Result<HeartbeatSide> => {
  const { places, log } = fleet;
  const config = fleet.config.heartbeat;
  const history = openHistory(join(places.own, 'heartbeat.db'));
  if (!history.ok) return history;
  const heartbeat: Heartbeat = createHeartbeat({
    config,
    world: {
      environment: process.env,
      root: places.workspace,
      secrets: openSecrets(process.env, places.workspace),
      now: Date.now,
    },
    history: history.value,
    fleetFinding: (name) => findingOf(fleet, name),
    report: async (round) => {
      const reported = await fleet.submit({ kind: 'report-round', ...round }, { by: 'heartbeat' });
      if (!reported.ok) log(describeProblem(reported.problem));
      if (config.metricsFile === null) return;
      const written = await writeMetricsFile(join(places.workspace, config.metricsFile), metricsText(fleet.world()));
      if (!written.ok) log(describeProblem(written.problem));
    },
    log,
  });
  return ok({
    run: ({ round, checks }) => heartbeat.run(checks, { reason: 'asked', round }),
    start: async () => {
      await fleet.submit({ kind: 'configure-heartbeat', rules: rulesOf(config) }, { by: 'boot' });
      // Asked for here: it reads Node's tables of time zones, and no session waits for them.
      heartbeat.start(config.timezone ?? localZone(), fleet.world().health.lastRoundAt);
      await fleet.submit({ kind: 'report-schedule', at: heartbeat.nextAt() }, { by: 'boot' });
    },
    reports: {
      'check-history': async ({ check, limit }) =>
        fleet.world().health.rules[check] === undefined
          ? fail({ kind: 'missing', message: `there is no check ${check}`, next: 'List them with: gaffer heartbeat' })
          : ok({ check, readings: history.value.readings(check, Math.min(limit, MOST_READINGS)) }),
    },
    stop: heartbeat.stop,
    close: history.value.close,
  });
};

/** More than a screen shows, less than a socket minds. */
const MOST_READINGS = 500;

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const findingOf = async (fleet: Fleet, name: FleetCheckName): Promise<Finding> =>
  fleetFinding(name, fleet.world(), await factsFor(fleet, name), fleet.config.heartbeat.fleet, Date.now());

const NO_FACTS: FleetFacts = { journalBytes: null, corruptedConfigs: null };

const factsFor = async ({ places }: Fleet, name: FleetCheckName): Promise<FleetFacts> => {
  switch (name) {
    case 'fleet-journal':
      return { ...NO_FACTS, journalBytes: await sizeOf(places.journal) };
    case 'fleet-claude-config':
      return { ...NO_FACTS, corruptedConfigs: await corruptedConfigs() };
    default:
      return NO_FACTS;
  }
};

const sizeOf = async (file: string): Promise<number | null> => {
  const sizes = await Promise.allSettled([stat(file), stat(`${file}-wal`)]);
  const [main, wal] = sizes.map((each) => (each.status === 'fulfilled' ? each.value.size : null));
  return main === null || main === undefined ? null : main + (wal ?? 0);
};

/** Claude Code sets a configuration that does not parse aside there. */
const corruptedConfigs = async (): Promise<readonly string[] | null> => {
  const home = process.env.CLAUDE_CONFIG_DIR ?? join(process.env.HOME ?? '', '.claude');
  try {
    return (await readdir(join(home, 'backups'))).filter((name) => name.includes('.corrupted')).toSorted();
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? [] : null;
  }
};
