/** The heartbeat as OpenMetrics text, for people who have a Prometheus. */
import { waitingDecisions } from '../policies/decision.ts';
import type { World } from '../world.ts';
import type { CheckReading, CheckState } from './health.ts';

const VALUES: Readonly<Record<CheckReading, number>> = { pass: 0, warn: 1, fail: 2, errored: 3 };

export const metricsText = (world: World): string => {
  const { health, alerts, workers } = world;
  const checks = Object.values(health.checks).toSorted((one, other) => one.name.localeCompare(other.name));
  const perCheck = (value: (check: CheckState) => number | boolean) =>
    checks.map((check): Sample => [{ check: check.name }, Number(value(check))]);
  const channels = Object.entries(alerts.channels);
  return [
    ...family(
      'gaffer_check_reading',
      'What the check is held to say: 0 pass, 1 warn, 2 fail, 3 errored.',
      perCheck((check) => VALUES[check.believed ?? check.reading]),
    ),
    ...family(
      'gaffer_check_last_reading',
      'The newest reading as it came.',
      perCheck((check) => VALUES[check.reading]),
    ),
    ...family(
      'gaffer_check_flapping',
      'Whether the check turns to and fro.',
      perCheck((check) => check.flapping),
    ),
    ...family(
      'gaffer_check_suppressed',
      'Whether a check that it needs is down.',
      perCheck((check) => check.hiddenBy !== null),
    ),
    ...family(
      'gaffer_check_timestamp_seconds',
      'When the check was last looked at.',
      perCheck((check) => check.at / 1000),
    ),
    ...family(
      'gaffer_heartbeat_timestamp_seconds',
      'When the last round ended.',
      health.lastRoundAt === null ? [] : [[{}, health.lastRoundAt / 1000]],
    ),
    ...family(
      'gaffer_alerts_open',
      'What is wrong now, by level.',
      (['info', 'warn', 'alarm'] as const).map((level) => [
        { level },
        Object.values(alerts.open).filter((open) => open.level === level).length,
      ]),
    ),
    ...family(
      'gaffer_channel_up',
      'Whether the channel took the last alert; only channels that ever failed.',
      channels.map(([channel, { up }]) => [{ channel }, Number(up)]),
    ),
    ...family(
      'gaffer_workers',
      'Workers by state.',
      counted(Object.values(workers).map(({ state }) => state.kind)).map(([state, count]) => [{ state }, count]),
    ),
    ...family('gaffer_decisions_waiting', 'Questions that wait for a person.', [[{}, waitingDecisions(world).length]]),
    '# EOF',
    '',
  ].join('\n');
};

type Sample = readonly [Readonly<Record<string, string>>, number];

const family = (name: string, help: string, samples: readonly Sample[]): readonly string[] => [
  `# TYPE ${name} gauge`,
  `# HELP ${name} ${help}`,
  ...samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}`),
];

const labelText = (labels: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};

const counted = (words: readonly string[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([one], [other]) => one.localeCompare(other));
};
