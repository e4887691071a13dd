/**
 * Starts an image and stops it again: unpacked by umoci, run by bubblewrap in namespaces of its own, without a daemon and
 * without root. It must become healthy in time and end on SIGTERM.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type ContainerGate, failed, passed, unknown } from '../../domain/pipelines/gate.ts';
import { sizeText } from '../../domain/pipelines/units.ts';
import { outputText } from '../capped-output.ts';
import { type OciImage, readOciLayout } from '../oci-layout.ts';
import { type CommandResult, describeEnd, runCommand, succeeded } from '../run-command.ts';
import { toolsFor } from '../tools.ts';
import { type Gate, type GateContext, inProject, look } from './context.ts';

type Spec = Extract<ContainerGate, { gate: 'image-smoke' }>;

const POLL_MS = 100;

export const imageSmoke: Gate<Spec> = async (spec, context) => {
  const path = inProject(context, spec.layout);
  const image = await readOciLayout(path);
  if (!image.ok) return unknown(image.problem.message);
  if (image.value.bytes > spec.maxBytes)
    return failed(`${sizeText(image.value.bytes)}, budget ${sizeText(spec.maxBytes)}`, [], {
      facts: { sizeBytes: image.value.bytes },
    });
  const { tools, missing } = await toolsFor(context.tools, ['umoci', 'bwrap']);
  if (missing !== null) return missing;
  const bundle = join(context.directory, 'bundle');
  await mkdir(context.directory, { recursive: true });
  await rm(bundle, { recursive: true, force: true });
  try {
    const unpack = await look(context, [
      'umoci',
      'unpack',
      '--rootless',
      '--image',
      `${path}:${image.value.tag ?? 'latest'}`,
      bundle,
    ]);
    if (!succeeded(unpack))
      return unknown(`umoci does not unpack it: ${describeEnd(unpack)}`, [outputText(unpack.output).trim()]);
    return { ...(await startAndStop(image.value, join(bundle, 'rootfs'), spec, context)), tools };
  } finally {
    await rm(bundle, { recursive: true, force: true, maxRetries: 3 });
  }
};

const startAndStop = async (image: OciImage, root: string, spec: Spec, context: GateContext) => {
  const { config } = image;
  const command = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  if (command.length === 0) return failed('it names nothing to start');
  const test = spec.healthy ?? healthTestOf(image);
  if (test === null)
    return unknown('nothing says whether it is healthy', ['smoke: {healthy: [program, …]} says it in gaffer.yaml']);
  const stop = new AbortController();
  const startedAt = context.now();
  let ended: CommandResult | null = null;
  let wall = 0;
  const started = (pid: number): void => {
    wall = pid;
  };
  const running = runInside(root, image, command, context, spec.withinMs + spec.stopMs * 2, stop.signal, started).then(
    (result) => {
      ended = result;
      return result;
    },
  );
  let healthyAt: number | null = null;
  while (ended === null && context.now() - startedAt < spec.withinMs && !context.signal.aborted) {
    const check = await runInside(root, image, test, context, spec.withinMs, context.signal);
    if (check.exitCode === 0) {
      healthyAt = context.now();
      break;
    }
    await wait(POLL_MS);
  }
  const endedEarly = ended !== null;
  const stoppedAt = context.now();
  const patience = setTimeout(() => stop.abort(), spec.stopMs);
  await endInside(wall);
  const result = await running;
  clearTimeout(patience);
  const evidence = outputText(result.output).trimEnd().split('\n').slice(-EVIDENCE_LINES);
  if (endedEarly) return failed(`it ended by itself: ${describeEnd(result)}`, evidence);
  if (healthyAt === null) return failed(`not healthy within ${spec.withinMs / 1000} s`, evidence);
  const stopMs = context.now() - stoppedAt;
  if (stopMs >= spec.stopMs || result.aborted)
    return failed(`it does not end on SIGTERM within ${spec.stopMs / 1000} s`, evidence);
  return passed(
    `healthy after ${((healthyAt - startedAt) / 1000).toFixed(1)} s, ended on SIGTERM after ${(stopMs / 1000).toFixed(1)} s, ${sizeText(image.bytes)}`,
    { evidence, facts: { sizeBytes: image.bytes } },
  );
};

const EVIDENCE_LINES = 10;

const healthTestOf = ({ config }: OciImage): readonly string[] | null => {
  const [how, ...rest] = config.Healthcheck?.Test ?? [];
  if (how === 'CMD') return rest;
  return how === 'CMD-SHELL' ? ['/bin/sh', '-c', ...rest] : null;
};

/** The health check gets the same files and the same network of this machine's loopback, for both are one container. */
const runInside = (
  root: string,
  { config }: OciImage,
  command: readonly string[],
  context: GateContext,
  timeoutMs: number,
  signal: AbortSignal,
  onSpawn?: (pid: number) => void,
): Promise<CommandResult> =>
  runCommand({
    argv: [
      'bwrap',
      ...[
        '--bind',
        root,
        '/',
        '--dev',
        '/dev',
        '--proc',
        '/proc',
        '--die-with-parent',
        '--unshare-ipc',
        '--unshare-uts',
      ],
      ...['--clearenv', ...(config.Env ?? []).flatMap((line) => ['--setenv', ...splitOnce(line)])],
      ...['--chdir', config.WorkingDir === undefined || config.WorkingDir === '' ? '/' : config.WorkingDir],
      ...['--', ...command],
    ],
    cwd: '/',
    env: context.env([]),
    timeoutMs,
    maxOutputBytes: 64_000,
    signal,
    onOutput: context.log.output,
    graceMs: 0,
    ...(onSpawn === undefined ? {} : { onSpawn }),
  });

/** The wall itself would die of the signal and take all with it: only what runs inside is told to stop, as a runtime does. */
const endInside = async (wall: number): Promise<void> => {
  const children = await readFile(`/proc/${wall}/task/${wall}/children`, 'utf8').catch(() => '');
  for (const child of children
    .split(' ')
    .map(Number)
    .filter((pid) => pid > 0)) {
    try {
      process.kill(child, 'SIGTERM');
    } catch {
      // It ended by itself.
    }
  }
};

const splitOnce = (line: string): readonly [string, string] => {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
};
