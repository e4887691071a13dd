/** Container policies: what gaffer.yaml wants of every container, held against what the daemon says. No answer is no pass. */
import type { SpecOf } from '../../domain/checks/config.ts';
import { errored, type Finding, type Part, together } from '../../domain/checks/finding.ts';
import type { ContainerPolicies } from '../../domain/checks/spec-machine.ts';
import { spokenDuration } from '../../domain/duration.ts';
import { type Container, type ContainerApi, containerApi } from './container-api.ts';
import type { CheckTools } from './tools.ts';

type Spec = SpecOf<'containers'>;

export const checkContainers = async (spec: Spec, tools: CheckTools): Promise<Finding> => {
  const api = containerApi(tools.path(spec.socket), tools.signal);
  const answer = await api.containers();
  if (!answer.ok)
    return errored(
      `no answer from ${spec.socket}: ${answer.problem.message}`,
      'Does the daemon run, and may this user use its socket?',
    );
  const all = answer.value.map((container) => ({ container, name: nameOf(container) }));
  const wanted = all.filter(
    ({ name }) => !spec.ignore.includes(name) && (spec.only.length === 0 || spec.only.includes(name)),
  );
  const parts: Part[] = [];
  for (const { container, name } of wanted) {
    for (const breach of await breachesOf(container, spec, api, tools)) {
      const weight = spec.policies[breach.policy];
      if (weight !== 'off')
        parts.push({
          subject: `${name}/${breach.policy}`,
          reading: weight,
          evidence: `${name}: ${breach.text}`,
          fix: FIXES[breach.policy],
        });
    }
  }
  for (const name of spec.expect) {
    const there = all.find((each) => each.name === name)?.container;
    if (there?.State.Running !== true)
      parts.push({
        subject: `${name}/expected`,
        reading: 'fail',
        evidence: there === undefined ? `${name} is not there` : `${name} does not run (${there.State.Status})`,
        fix: `docker start ${name}`,
      });
  }
  const running = all.filter(({ container }) => container.State.Running).length;
  const figures = {
    containers: all.length,
    running,
    ...Object.fromEntries(wanted.map(({ container, name }) => [restartsFigure(name), container.RestartCount])),
  };
  const good: Part = {
    subject: spec.socket,
    reading: 'pass',
    evidence: `${running} of ${all.length} containers run, and keep to the policies`,
  };
  return together(parts.length === 0 ? [good] : parts, figures);
};

interface Breach {
  readonly policy: keyof ContainerPolicies;
  readonly text: string;
}

const breachesOf = async (
  container: Container,
  spec: Spec,
  api: ContainerApi,
  tools: CheckTools,
): Promise<readonly Breach[]> => {
  const { HostConfig: host, State: state, Config: config } = container;
  const restart = host.RestartPolicy?.Name ?? '';
  const health = (state.Health ?? state.Healthcheck)?.Status ?? '';
  const test = config.Healthcheck?.Test ?? [];
  const hasCheck = health !== '' || (test.length > 0 && test[0] !== 'NONE');
  const before = tools.past(restartsFigure(nameOf(container))).at(-1)?.value;
  const restarts = before === undefined ? 0 : container.RestartCount - before;
  const breaches: (Breach | false)[] = [
    (restart === '' || restart === 'no') && { policy: 'restart', text: 'no restart policy' },
    !hasCheck && { policy: 'health', text: 'no health check' },
    health === 'unhealthy' && { policy: 'health', text: 'is unhealthy' },
    host.Memory === 0 && { policy: 'memory', text: 'no memory limit' },
    !isPinned(config.Image) && { policy: 'pinned', text: `image ${config.Image} is not pinned` },
    host.Privileged && { policy: 'privileged', text: 'is privileged' },
    mountsDaemon(container) && { policy: 'socket', text: 'has the daemon’s socket mounted' },
    !hasLogLimit(container) && { policy: 'logs', text: 'no limit of its log' },
    state.Restarting && { policy: 'loops', text: 'is restarting' },
    restarts > spec.restarts && { policy: 'loops', text: `started ${restarts} times since the last round` },
    !state.Running &&
      !state.Restarting &&
      state.ExitCode !== 0 && { policy: 'loops', text: `ended with exit ${state.ExitCode}` },
  ];
  const madeAt = spec.policies.age === 'off' ? null : await api.imageMadeAt(container.Image);
  const age = madeAt === null ? 0 : tools.now() - madeAt;
  if (age > spec.imageMaxAge) breaches.push({ policy: 'age', text: `its image is ${spokenDuration(age)} old` });
  return breaches.filter((breach) => breach !== false);
};

const FIXES: Readonly<Record<keyof ContainerPolicies, string>> = {
  restart: 'docker update --restart unless-stopped NAME',
  health: 'Give its image a HEALTHCHECK; docker inspect NAME says why it is unhealthy.',
  memory: 'docker update --memory 512m NAME',
  pinned: 'Name a version or a digest in place of latest.',
  privileged: 'Start it without --privileged, with the capabilities that it needs.',
  socket: 'Start it without the socket: who has it is root on this machine.',
  logs: 'Start it with --log-opt max-size=10m --log-opt max-file=3.',
  loops: 'docker logs NAME',
  age: 'Pull or build its image anew.',
};

const nameOf = ({ Name, id }: Container): string => Name.replace(/^\//, '') || id.slice(0, 12);

const restartsFigure = (name: string): string => `restarts:${name}`;

/** By digest, or by a tag that is not `latest`. A port of a registry is no tag. */
const isPinned = (image: string): boolean => {
  if (image.includes('@sha256:')) return true;
  const [, tag = ''] = /:([^:/]+)$/.exec(image) ?? [];
  return tag !== '' && tag !== 'latest';
};

const DAEMON_SOCKET = /(?:^|\/)(?:docker|podman|containerd)\.sock$/;

const mountsDaemon = ({ HostConfig, Mounts }: Container): boolean =>
  (Mounts ?? []).some(({ Source }) => DAEMON_SOCKET.test(Source)) ||
  (HostConfig.Binds ?? []).some((bind) => DAEMON_SOCKET.test(bind.split(':')[0] ?? ''));

/** Drivers that hand lines on, or have a limit of their own, grow no file. */
const LIMITED_DRIVERS: ReadonlySet<string> = new Set([
  'none',
  'local',
  'journald',
  'syslog',
  'gelf',
  'fluentd',
  'awslogs',
  'splunk',
  'passthrough',
]);

const hasLogLimit = ({ HostConfig: { LogConfig: log }, podmanLogSize }: Container): boolean =>
  log === null ||
  log === undefined ||
  LIMITED_DRIVERS.has(log.Type) ||
  (log.Config?.['max-size'] ?? '') !== '' ||
  !['', '0', '0B'].includes(podmanLogSize ?? '');
