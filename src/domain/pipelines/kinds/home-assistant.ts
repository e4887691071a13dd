/**
 * A Home Assistant configuration: looked at as files first, copied beside a backup, then judged by the instance itself. What
 * it does not take, or does not come back with, is put back.
 */
import { ok, type Result } from '../../problem.ts';
import type { PipelineOf } from '../config.ts';
import type { PlanFacts, PlanParts } from '../expand.ts';
import type { Argv, PlannedStep } from '../plan.ts';
import { plainPath, rsyncShell, sshTo } from './ssh.ts';
import { command, gate, stage } from './steps.ts';

export const homeAssistantPlan = (config: PipelineOf<'home-assistant'>, facts: PlanFacts): Result<PlanParts> => {
  const { root, url, token, ssh, keep, entities, within } = config;
  const target = plainPath(config.config, 'config');
  if (!target.ok) return target;
  const backups = plainPath(config.backups, 'backups');
  if (!backups.ok) return backups;
  const backup = `${backups.value}/before-${facts.release}`;
  const here = (line: string): Argv => (ssh === null ? ['sh', '-c', line] : sshTo(ssh, line));
  const kept = keep.flatMap((pattern) => ['--exclude', pattern]);
  const env = ['SSH_AUTH_SOCK'];
  const reload = (id: string): PlannedStep => ({
    id,
    name: 'reload the configuration',
    kind: 'http',
    method: 'POST',
    url: `${url}/api/services/homeassistant/reload_all`,
    tokenEnv: token,
    timeoutMs: within,
    retries: 0,
    repeatable: true,
  });
  const healthy = (id: string): PlannedStep =>
    gate(id, 'the instance is well', { gate: 'ha-healthy', url, tokenEnv: token, withinMs: within }, within + 15_000);
  const destination = ssh === null ? `${target.value}/` : `${ssh.host}:${target.value}/`;
  return ok({
    stages: [
      stage('check', [
        gate('yaml', 'YAML, includes and secrets resolve', { gate: 'ha-yaml', root }),
        gate('entities', 'ids and entities', { gate: 'ha-entities', root, known: entities }),
        gate('secrets', 'no secret is committed', { gate: 'ha-secrets', root }),
      ]),
      stage(
        'backup',
        [
          // Into a directory of this release: made anew when it is repeated, from what is still untouched.
          command(
            'backup',
            'back the old configuration up',
            here(
              `mkdir -p ${backups.value} && { [ -d ${backup} ] || { cp -a ${target.value} ${backup}.part && mv ${backup}.part ${backup}; }; }`,
            ),
            { env, repeatable: true },
          ),
        ],
        { sends: true },
      ),
      stage(
        'ship',
        [
          command(
            'copy',
            'copy the new configuration',
            [
              'rsync',
              ...['-rlt', '--delete', '--checksum', '--exclude', '.git/', ...kept],
              ...(ssh === null ? [] : ['-e', rsyncShell(ssh)]),
              ...[`${root}/`, destination],
            ],
            { env, repeatable: true },
          ),
          gate('check-config', 'the instance takes it', { gate: 'ha-check', url, tokenEnv: token }),
          reload('reload'),
          healthy('healthy'),
        ],
        { ships: true },
      ),
    ],
    rollback: [
      command(
        'back-copy',
        'put the old configuration back',
        here(
          `test -d ${backup} && rsync -rlt --delete --checksum ${keep.map((pattern) => `--exclude '${pattern}'`).join(' ')} ${backup}/ ${target.value}/`,
        ),
        { env, repeatable: true, retries: 1 },
      ),
      reload('back-reload'),
      healthy('back-healthy'),
    ],
    artefacts: [root],
  });
};
