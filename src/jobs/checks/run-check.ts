/** Runs one check by its kind. A check that throws, hangs or is cut off is errored: it never stands for a pass. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CheckSpec } from '../../domain/checks/config.ts';
import { errored, type Finding } from '../../domain/checks/finding.ts';
import { spokenDuration } from '../../domain/duration.ts';
import { unreachable } from '../../domain/unreachable.ts';
import { runCommand } from '../run-command.ts';
import type { Secrets } from '../secrets.ts';
import { checkBorg } from './borg.ts';
import { checkCommand } from './command.ts';
import { checkContainers } from './containers.ts';
import { checkDisk } from './disk.ts';
import { checkDirectory, checkGitBundle, checkRsync } from './files.ts';
import { checkHttp } from './http.ts';
import { checkRestic } from './restic.ts';
import { checkDns, checkSystemd, checkTcp, checkTls } from './services.ts';
import type { CheckTools, PastFigure } from './tools.ts';

export interface CheckWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The workspace: where relative paths begin. */
  readonly root: string;
  readonly secrets: Secrets;
  readonly now: () => number;
  /** Aborted when the supervisor stops. */
  readonly stopped: AbortSignal;
  readonly past: (check: string, figure: string) => readonly PastFigure[];
}

/** A backup program may list a great many snapshots. */
const OUTPUT_BYTES = 4 * 1024 ** 2;
/** After its time is over, what a check started gets this long to end by itself. */
const GRACE_MS = 1_000;
/** What is waited for besides, before a check is given up. */
const GIVE_UP_MS = 2_000;

export const runCheck = async (spec: CheckSpec, timeoutMs: number, world: CheckWorld): Promise<Finding> => {
  const aborter = new AbortController();
  const scratches: string[] = [];
  const stop = (): void => aborter.abort();
  world.stopped.addEventListener('abort', stop, { once: true });
  const late = Promise.withResolvers<Finding>();
  const tooLate = errored(
    `no answer within ${spokenDuration(timeoutMs)}`,
    'Raise its timeout, or see what it waits for.',
  );
  const timers = [
    setTimeout(() => aborter.abort(), timeoutMs),
    setTimeout(() => late.resolve(tooLate), timeoutMs + GIVE_UP_MS),
  ];
  const tools: CheckTools = {
    run: (argv, { env = {}, envNames = [], cwd = world.root, onOutput, endAfter } = {}) => {
      const enough = new AbortController();
      let heard = 0;
      return runCommand({
        argv,
        cwd,
        env: { ...baseEnvironment(world.environment, envNames), ...env },
        timeoutMs,
        graceMs: GRACE_MS,
        maxOutputBytes: OUTPUT_BYTES,
        signal: AbortSignal.any([aborter.signal, enough.signal]),
        onOutput: (chunk, from) => {
          onOutput?.(chunk, from);
          if (endAfter === undefined || !chunk.includes(endAfter.said)) return;
          heard += 1;
          if (heard >= endAfter.times) enough.abort();
        },
      });
    },
    signal: aborter.signal,
    now: world.now,
    path: (text) => resolve(world.root, text.replace(/^~(?=\/|$)/, world.environment.HOME ?? '~')),
    secret: world.secrets.read,
    past: (figure) => world.past(spec.name, figure),
    scratch: async () => {
      const made = await mkdtemp(join(tmpdir(), 'gaffer-check-'));
      scratches.push(made);
      return made;
    },
  };
  try {
    const found = await Promise.race([check(spec, tools), late.promise]);
    return aborter.signal.aborted && found.reading !== 'errored' && found.reading !== 'fail'
      ? tooLate
      : safe(found, world.secrets);
  } catch (error) {
    return safe(errored(`the check broke: ${error instanceof Error ? error.message : String(error)}`), world.secrets);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    world.stopped.removeEventListener('abort', stop);
    aborter.abort();
    for (const scratch of scratches) await rm(scratch, { recursive: true, force: true });
  }
};

const check = (spec: CheckSpec, tools: CheckTools): Promise<Finding> => {
  switch (spec.kind) {
    case 'restic':
      return checkRestic(spec, tools);
    case 'borg':
      return checkBorg(spec, tools);
    case 'directory':
      return checkDirectory(spec, tools);
    case 'rsync':
      return checkRsync(spec, tools);
    case 'git-bundle':
      return checkGitBundle(spec, tools);
    case 'disk':
      return checkDisk(spec, tools);
    case 'containers':
      return checkContainers(spec, tools);
    case 'http':
      return checkHttp(spec, tools);
    case 'tls':
      return checkTls(spec, tools);
    case 'tcp':
      return checkTcp(spec, tools);
    case 'systemd':
      return checkSystemd(spec, tools);
    case 'dns':
      return checkDns(spec, tools);
    case 'command':
      return checkCommand(spec, tools);
    default:
      return unreachable(spec);
  }
};

const safe = (found: Finding, { redact }: Secrets): Finding => ({
  ...found,
  evidence: redact(found.evidence),
  fix: found.fix === null ? null : redact(found.fix),
  subjects: found.subjects.map(redact),
});

const BASE_NAMES = ['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'] as const;

/** A short list, one language and one time zone: what programs print is read by us. */
const baseEnvironment = (
  from: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    [...BASE_NAMES, ...names].flatMap((name) => {
      const value = from[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
});
