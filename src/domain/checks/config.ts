/** The `heartbeat:` section of gaffer.yaml: when rounds run, how findings are judged, and the checks. */
import { z } from 'zod';
import { duration } from '../duration.ts';
import { isTimeZone, readCron } from './cron.ts';
import { fleetLimits } from './fleet-limits.ts';
import type { CheckRule } from './health.ts';
import { borg, directory, gitBundle, restic, rsync } from './spec-backups.ts';
import { containers, disk } from './spec-machine.ts';
import { command, dns, http, systemd, tcp, tls } from './spec-services.ts';
import { DEFAULT_RULE } from './watch.ts';

const cron = z.string().superRefine((line, issues) => {
  const read = readCron(line);
  if (!read.ok) issues.addIssue({ code: 'custom', message: read.because });
});

const timezone = z.string().refine(isTimeZone, { error: 'a time zone such as Europe/Paris or UTC' });

/** Every check has these besides its own keys; null takes what stands in `heartbeat:` itself. */
const common = {
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,40}$/, { error: 'a name in small letters, such as nightly-backup' }),
  /** A schedule of its own. */
  cron: cron.nullable().default(null),
  timeout: duration.nullable().default(null),
  failAfter: z.int().min(1).max(100).nullable().default(null),
  recoverAfter: z.int().min(1).max(100).nullable().default(null),
  /** Checks without which this one is not looked at: the disk that a backup lies on. */
  needs: z.array(z.string()).readonly().default([]),
  /** How much its failure matters. */
  level: z.enum(['info', 'warn', 'alarm']).default('alarm'),
};

const check = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, ...restic }).readonly(),
  z.strictObject({ ...common, ...borg }).readonly(),
  z.strictObject({ ...common, ...directory }).readonly(),
  z.strictObject({ ...common, ...rsync }).readonly(),
  z.strictObject({ ...common, ...gitBundle }).readonly(),
  z.strictObject({ ...common, ...disk }).readonly(),
  z.strictObject({ ...common, ...containers }).readonly(),
  z.strictObject({ ...common, ...http }).readonly(),
  z.strictObject({ ...common, ...tls }).readonly(),
  z.strictObject({ ...common, ...tcp }).readonly(),
  z.strictObject({ ...common, ...systemd }).readonly(),
  z.strictObject({ ...common, ...dns }).readonly(),
  z.strictObject({ ...common, ...command }).readonly(),
]);

export const heartbeatSection = z
  .strictObject({
    cron: cron.default('*/30 * * * *'),
    /** The machine's own when it is left out. */
    timezone: timezone.nullable().default(null),
    /** A round begins at its time or up to this much later, so that many machines do not all ask at once. */
    jitter: duration.prefault('30s'),
    timeout: duration.prefault('60s'),
    /** So many checks at once: enough for a round to last as long as its slowest check, and no longer. */
    atOnce: z.int().min(1).max(256).default(64),
    failAfter: z.int().min(1).max(100).default(DEFAULT_RULE.failAfter),
    recoverAfter: z.int().min(1).max(100).default(DEFAULT_RULE.recoverAfter),
    /** So many turns between good and bad within the last 24 readings are flapping. */
    flapTurns: z.int().min(3).max(23).default(DEFAULT_RULE.flapTurns),
    /** A file that OpenMetrics text is written to after each round. */
    metricsFile: z.string().min(1).nullable().default(null),
    fleet: fleetLimits,
    checks: z.array(check).readonly().default([]),
  })
  .readonly()
  .superRefine(({ checks, fleet }, issues) => {
    const names = new Set<string>(fleet.enabled ? FLEET_CHECK_NAMES : []);
    for (const [index, { name }] of checks.entries()) {
      if (names.has(name))
        issues.addIssue({ code: 'custom', path: ['checks', index, 'name'], message: 'a name of its own' });
      names.add(name);
    }
    for (const [index, { needs }] of checks.entries())
      for (const [at, need] of needs.entries())
        if (!names.has(need))
          issues.addIssue({
            code: 'custom',
            path: ['checks', index, 'needs', at],
            message: 'the name of another check',
          });
    const circle = circleIn(checks);
    if (circle !== null)
      issues.addIssue({
        code: 'custom',
        path: ['checks', circle, 'needs'],
        message: 'needs that do not lead back to itself',
      });
  })
  .transform(({ jitter, timeout, ...rest }) => ({ ...rest, jitterMs: jitter, timeoutMs: timeout }))
  .prefault({});

export type HeartbeatConfig = z.output<typeof heartbeatSection>;
export type CheckSpec = HeartbeatConfig['checks'][number];
export type CheckKind = CheckSpec['kind'];
export type SpecOf<Kind extends CheckKind> = Extract<CheckSpec, { readonly kind: Kind }>;

/** What the fleet itself is asked in every round. */
export const FLEET_CHECK_NAMES = [
  'fleet-locks',
  'fleet-workers',
  'fleet-guards',
  'fleet-tasks',
  'fleet-decisions',
  'fleet-auth',
  'fleet-journal',
  'fleet-claude-config',
] as const;
export type FleetCheckName = (typeof FLEET_CHECK_NAMES)[number];

/** How each check is judged, in the order of the file; the fleet's own come last. */
export const rulesOf = (config: HeartbeatConfig): readonly CheckRule[] => [
  ...config.checks.map(({ name, failAfter, recoverAfter, needs, level }) => ({
    name,
    failAfter: failAfter ?? config.failAfter,
    recoverAfter: recoverAfter ?? config.recoverAfter,
    flapTurns: config.flapTurns,
    needs,
    level,
  })),
  ...(config.fleet.enabled ? FLEET_CHECK_NAMES : []).map((name) => ({
    ...DEFAULT_RULE,
    name,
    flapTurns: config.flapTurns,
  })),
];

function circleIn(checks: readonly { readonly name: string; readonly needs: readonly string[] }[]): number | null {
  const needsOf = new Map(checks.map(({ name, needs }) => [name, needs]));
  const leadsTo = (from: string, to: string, seen: Set<string>): boolean =>
    (needsOf.get(from) ?? []).some((need) => need === to || (!seen.has(need) && leadsTo(need, to, seen.add(need))));
  const found = checks.findIndex(({ name }) => leadsTo(name, name, new Set()));
  return found === -1 ? null : found;
}
