/**
 * What `gaffer doctor` looks at. Each check answers with what it found and, when that is not good, the one line that
 * mends it. A check changes nothing, and what it could not find out is never reported as good.
 */
import { constants } from 'node:fs';
import { access, lstat, statfs } from 'node:fs/promises';
import type { Config } from '../domain/config.ts';
import type { Problem, Result } from '../domain/problem.ts';
import { bad, type Finding, findingFrom, good } from './doctor-finding.ts';

/** The outside, as far as the checks look at it. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly nodeVersion: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly temporaryDirectory: string;
  /** Null where users have no number. */
  readonly userId: number | null;
  readonly terminal: { readonly columns: number; readonly rows: number; readonly colorDepth: number } | null;
  /** Runs a program without a shell; null when it is not there. */
  readonly run: (program: string, args: readonly string[]) => Promise<Ran | null>;
  readonly findAgent: (command: readonly string[], workspace: string | null) => Promise<Result<FoundAgent>>;
}

export interface Ran {
  readonly exitCode: number | null;
  readonly output: string;
}

export interface FoundAgent {
  /** `claude 2.1.330` */
  readonly text: string;
  /** Worth knowing, though it runs: a version that nobody tested. */
  readonly note: string | null;
}

const NODE_VERSION = 24;

export const checkNode = ({ nodeVersion }: Surroundings): Finding => {
  const major = Number(/^v?(\d+)/.exec(nodeVersion)?.[1] ?? 0);
  return major >= NODE_VERSION
    ? good('node', 'dependency', nodeVersion)
    : bad('node', 'dependency', `${nodeVersion} is too old`, `Install Node ${NODE_VERSION} or newer.`);
};

export const checkAgent = async (
  surroundings: Surroundings,
  config: Config | null,
  workspace: string | null,
): Promise<Finding> => {
  const found = await surroundings.findAgent(config?.agent.command ?? ['claude'], workspace);
  if (!found.ok)
    return bad(
      'agent',
      'dependency',
      found.problem.message,
      found.problem.next ?? 'Install Claude Code, or set agent.command in gaffer.yaml.',
    );
  const { text, note } = found.value;
  return note === null
    ? good('agent', 'dependency', text)
    : { ...good('agent', 'dependency', text), reading: 'warn', fix: note };
};

export const checkGit = (surroundings: Surroundings): Promise<Finding> =>
  checkProgram(surroundings, 'git', 'workers commit with it', 'fail');

/** The hook client is written in it, because it starts in 2 ms; without it a slower one is used. */
export const checkPerl = (surroundings: Surroundings): Promise<Finding> =>
  checkProgram(surroundings, 'perl', 'without it each tool call starts a slower hook client', 'warn');

/** The wall: what the operating system forbids a session, whatever its commands look like. */
export const checkWall = async (surroundings: Surroundings, config: Config | null): Promise<readonly Finding[]> => {
  const wanted = config?.sandbox.enabled ?? 'auto';
  if (wanted === 'off')
    return [
      {
        ...good('wall', 'dependency', 'off by gaffer.yaml: rules on text are the only guard'),
        reading: 'warn',
        fix: 'Set sandbox.enabled to auto.',
      },
    ];
  const reading = wanted === 'on' ? 'fail' : 'warn';
  if (surroundings.platform === 'darwin')
    return [
      await checkProgram(surroundings, 'sandbox-exec', 'it is the wall of macOS', reading, [
        '-p',
        '(version 1)(allow default)',
        '/usr/bin/true',
      ]),
    ];
  if (surroundings.platform !== 'linux')
    return [
      {
        ...good('wall', 'dependency', `none on ${surroundings.platform}`),
        reading,
        fix: 'Run gaffer on Linux, macOS or WSL for it.',
      },
    ];
  return Promise.all([
    checkProgram(surroundings, 'bwrap', 'it is the wall (bubblewrap)', reading, BWRAP_TRIAL),
    checkProgram(surroundings, 'socat', 'the wall needs it for allowed hosts', reading, ['-V']),
  ]);
};

/** That it is installed says little: where user namespaces are forbidden it cannot work. */
const BWRAP_TRIAL = ['--ro-bind', '/', '/', '--unshare-net', '--', 'true'] as const;

const PACKAGES: Readonly<Record<string, string>> = { bwrap: 'bubblewrap' };

const checkProgram = async (
  { run, platform }: Surroundings,
  program: string,
  why: string,
  reading: 'warn' | 'fail',
  args: readonly string[] = ['--version'],
): Promise<Finding> => {
  const ran = await run(program, args);
  const finding = { name: program, reading, about: 'dependency' } as const;
  if (ran === null) {
    const name = PACKAGES[program] ?? program;
    const fix = platform === 'darwin' ? `brew install ${name}` : `apt install ${name} (or your system's equivalent)`;
    return { ...finding, text: `not found; ${why}`, fix };
  }
  const [first = ''] = ran.output.trim().split('\n');
  if (ran.exitCode === 0) return good(program, 'dependency', args[0] === '--version' ? first : 'works');
  const text = `is there but does not work (exit code ${ran.exitCode ?? 'unknown'}${first === '' ? '' : `: ${first}`}); ${why}`;
  const fix =
    program === 'bwrap'
      ? 'Allow user namespaces: sysctl kernel.unprivileged_userns_clone=1, or an AppArmor profile for bwrap.'
      : `Run ${program} ${args.join(' ')} by hand.`;
  return { ...finding, text, fix };
};

/** A unix socket's path must fit into 108 bytes (104 on macOS), its closing zero included. */
const SOCKET_PATH_BYTES = 103;
/** Our directory below it and the socket's name. */
const SOCKET_NAME_BYTES = 48;

export const checkRuntimeDirectory = async ({
  environment,
  temporaryDirectory,
  userId,
}: Surroundings): Promise<Finding> => {
  const fromSystem = environment.XDG_RUNTIME_DIR;
  const path = fromSystem === undefined || fromSystem === '' ? temporaryDirectory : fromSystem;
  const fix = 'Set XDG_RUNTIME_DIR to a directory of your own with mode 0700.';
  const name = 'runtime directory';
  try {
    const stats = await lstat(path);
    if (!stats.isDirectory() && !stats.isSymbolicLink())
      return bad(name, 'surroundings', `${path} is no directory`, fix);
    const foreign = path === fromSystem && userId !== null && stats.uid !== userId;
    if (foreign) return bad(name, 'surroundings', `${path} belongs to another user`, fix);
    await access(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    return bad(name, 'surroundings', cause instanceof Error ? cause.message : String(cause), fix);
  }
  return Buffer.byteLength(path) + SOCKET_NAME_BYTES > SOCKET_PATH_BYTES
    ? bad(name, 'surroundings', `${path} is too long a path for a socket`, fix)
    : good(name, 'surroundings', path);
};

/** The dashboard is laid out down to this size. */
const LEAST_COLUMNS = 80;
const LEAST_ROWS = 24;

export const checkTerminal = ({ terminal }: Surroundings): Finding => {
  if (terminal === null) return good('terminal', 'surroundings', 'none: gaffer prints text');
  const { columns, rows, colorDepth } = terminal;
  const text = `${columns}x${rows}, ${colorDepth >= 24 ? 'true colour' : colorDepth >= 8 ? '256 colours' : colorDepth >= 4 ? '16 colours' : 'no colours'}`;
  const small = columns < LEAST_COLUMNS || rows < LEAST_ROWS;
  return small
    ? {
        ...good('terminal', 'surroundings', text),
        reading: 'warn',
        fix: `Make it ${LEAST_COLUMNS}x${LEAST_ROWS} or larger.`,
      }
    : good('terminal', 'surroundings', text);
};

const GIB = 2 ** 30;
/** A build or two. */
const LITTLE_DISK = GIB;
/** The journal must be able to grow: without it nothing is acknowledged. */
const NO_DISK = GIB / 10;

export const checkDisk = async (path: string): Promise<Finding> => {
  try {
    const { bavail, bsize } = await statfs(path);
    const free = bavail * bsize;
    const text = `${(free / GIB).toFixed(1)} GiB free at ${path}`;
    if (free < NO_DISK) return bad('disk', 'surroundings', text, 'Free some space.');
    return free < LITTLE_DISK
      ? { ...good('disk', 'surroundings', text), reading: 'warn', fix: 'Free some space.' }
      : good('disk', 'surroundings', text);
  } catch (cause) {
    return bad('disk', 'surroundings', cause instanceof Error ? cause.message : String(cause), 'Look at it with df.');
  }
};

/** One finding per problem in the shared files; one for all when there is none. */
export const checkFiles = (read: readonly { readonly problems: readonly Problem[] }[]): readonly Finding[] => {
  const broken = read.flatMap(({ problems }) => problems);
  return broken.length === 0
    ? [good('shared files', 'configuration', `${read.length} read without a problem`)]
    : broken.map((problem) => findingFrom('shared files', 'warn', problem));
};
