/** What the checks and channels of gaffer.yaml need: their programs, and the variables that their secrets are named by. */
import type { CheckKind } from '../domain/checks/config.ts';
import type { Config } from '../domain/config.ts';
import { plural } from '../state/selectors-figures.ts';
import type { Surroundings } from './doctor-checks.ts';
import { type Finding, good } from './doctor-finding.ts';

/** Programs that a kind of check runs; those of `command` are the person's own. */
const PROGRAMS: Readonly<Partial<Record<CheckKind, string>>> = {
  restic: 'restic',
  borg: 'borg',
  rsync: 'rsync',
  'git-bundle': 'git',
  systemd: 'systemctl',
};

const PACKAGES: Readonly<Record<string, string>> = {
  borg: 'borgbackup',
  smartctl: 'smartmontools',
  systemctl: 'systemd',
};

export const checkHeartbeat = async (
  { run, environment }: Surroundings,
  config: Config | null,
): Promise<readonly Finding[]> => {
  if (config === null) return [];
  const { checks } = config.heartbeat;
  const programs = new Set(
    checks.flatMap((check) => [
      ...(PROGRAMS[check.kind] === undefined ? [] : [PROGRAMS[check.kind] ?? '']),
      ...(check.kind === 'disk' && check.smart !== null ? ['smartctl'] : []),
    ]),
  );
  const findings: Finding[] = [];
  for (const program of programs) {
    if ((await run(program, ['--version'])) !== null) continue;
    findings.push(
      warning(
        `${program} not found: its checks cannot be made`,
        `apt install ${PACKAGES[program] ?? program} (or your system's equivalent)`,
      ),
    );
  }
  for (const name of new Set([...secretNames(config.heartbeat), ...secretNames(config.alerts)]))
    if ((environment[name] ?? '') === '')
      findings.push(
        warning(
          `${name} is not set, and gaffer.yaml takes a secret from it`,
          `Set ${name} where the fleet is started.`,
        ),
      );
  if (config.alerts.listener.enabled)
    findings.push(
      warning(
        `alerts.listener takes answers to decisions at ${config.alerts.listener.host}`,
        'Whoever holds a link answers that one decision: switch it off when nobody uses it.',
      ),
    );
  if (findings.length > 0) return findings;
  return [
    good(
      'heartbeat',
      'surroundings',
      `${plural(checks.length, 'check')} besides the fleet's own, ${plural(config.alerts.channels.length, 'channel')}`,
    ),
  ];
};

const warning = (text: string, fix: string): Finding => ({
  name: 'heartbeat',
  reading: 'warn',
  text,
  fix,
  about: 'surroundings',
});

/** The variables named by `{ env: NAME }`, wherever they stand. */
const secretNames = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ('env' in value && typeof value.env === 'string') return [value.env];
  return Object.values(value).flatMap(secretNames);
};
