/**
 * Runs a command for real, in a sandbox that can write nothing but a scratch workspace and has no network, and says from
 * the kernel's side what it opened, changed and started (`strace -f`).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

export interface Traced {
  /** Files that were opened to be read, by their real paths. */
  readonly reads: ReadonlySet<string>;
  /** Directories whose names were listed. */
  readonly lists: ReadonlySet<string>;
  /** What was created, changed, renamed or removed. */
  readonly writes: ReadonlySet<string>;
  /** Programs that the shell, or a program that it started, ran: each with the program above it, null for the shell. */
  readonly starts: readonly { readonly program: string; readonly by: string | null }[];
  readonly timedOut: boolean;
}

export interface RunSpec {
  readonly command: string;
  readonly cwd: string;
  readonly home: string;
  /** The one directory that the command may write in. */
  readonly scratch: string;
}

/** A command that goes on for ever (`tail -f`) is ended; what it did until then is looked at. */
const TIMEOUT_MS = 10_000;

const SYSCALLS =
  'openat,open,creat,getdents64,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,chown,lchown,fchownat,utimensat,mknod,mknodat,execve,chdir,fchdir,clone,clone3,fork,vfork';

export const canTrace = (): boolean =>
  ['strace', 'bwrap', 'bash'].every((tool) => isOnPath(tool)) &&
  spawnSync('bwrap', ['--ro-bind', '/', '/', '--dev', '/dev', '--unshare-net', 'strace', '-f', 'true']).status === 0;

export const isOnPath = (tool: string): boolean => spawnSync('sh', ['-c', 'command -v "$0"', tool]).status === 0;

export const runTraced = ({ command, cwd, home, scratch }: RunSpec): Traced => {
  const trace = join(scratch, 'trace');
  const sandbox = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--bind', scratch, scratch];
  const apart = ['--unshare-net', '--unshare-pid', '--die-with-parent', '--new-session', '--chdir', cwd];
  const tracing = ['strace', '-f', '-y', '-qq', '-s', '4096', '-o', trace, '-e', `trace=${SYSCALLS}`];
  const run = spawnSync('bwrap', [...sandbox, ...apart, ...tracing, 'bash', '-c', command], {
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', USER: 'dev', GIT_CONFIG_NOSYSTEM: '1' },
  });
  return readTrace(readFileSync(trace, 'utf8'), cwd, run.error !== undefined);
};

/** Who began each process, wherever in the trace that stands. */
const parentsIn = (lines: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    lines.flatMap((line) => {
      const [, pid = '', call = '', , result = ''] = LINE.exec(line) ?? [];
      return /^(?:clone3?|v?fork)$/.test(call) && !result.startsWith('-') ? [[result, pid] as const] : [];
    }),
  );

/** `7     openat(AT_FDCWD</ws>, "f", O_RDONLY) = 3</ws/f>`: process, call, arguments, result. */
const LINE = /^(\d+)\s+(\w+)\((.*)\)\s+= (-?\d+)(?:<(.*)>)?/s;

export const readTrace = (text: string, cwd: string, timedOut: boolean): Traced => {
  const [reads, lists, writes] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const starts: { program: string; by: string | null }[] = [];
  const cwds = new Map<string, string>();
  /** The program that each process runs; null while it is still the shell's own copy. */
  const programs = new Map<string, string | null>();
  let first = true;
  const lines = wholeLines(text);
  const parents = parentsIn(lines);
  for (const line of lines) {
    const [, pid = '', call = '', args = '', result = '', path] = LINE.exec(line) ?? [];
    if (pid === '' || result.startsWith('-')) continue;
    // A child may be seen at work before its parent's call returns.
    const known = programs.has(pid) ? pid : (parents.get(pid) ?? pid);
    const here = cwds.get(pid) ?? cwds.get(known) ?? cwd;
    const paths = pathsIn(args, here);
    switch (call) {
      case 'open':
      case 'openat':
      case 'creat':
        if (path === undefined || path.endsWith(' (deleted)')) break;
        if (call === 'creat' || /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(args)) writes.add(path);
        if (call !== 'creat' && !/O_WRONLY|O_DIRECTORY|O_PATH/.test(args)) reads.add(path);
        break;
      case 'getdents64': {
        const listed = /^\d+<(.*?)>/.exec(args)?.[1];
        if (listed !== undefined) lists.add(listed);
        break;
      }
      case 'execve': {
        const program = basename(paths[0] ?? '');
        if (!first) starts.push({ program, by: programs.get(known) ?? null });
        first = false;
        programs.set(pid, starts.length === 0 ? null : program);
        break;
      }
      case 'chdir':
        cwds.set(pid, paths[0] ?? here);
        break;
      case 'fchdir':
        cwds.set(pid, /^\d+<(.*)>$/.exec(args)?.[1] ?? here);
        break;
      case 'clone':
      case 'clone3':
      case 'fork':
      case 'vfork':
        if (programs.has(result)) break;
        cwds.set(result, here);
        programs.set(result, programs.get(pid) ?? null);
        break;
      default:
        // A link's first path is what it leads to; nothing happens there.
        for (const changed of /^(sym)?link/.test(call) ? paths.slice(-1) : paths) writes.add(changed);
    }
  }
  return { reads, lists, writes, starts, timedOut };
};

/** A call that another process interrupted stands in two halves. */
const wholeLines = (text: string): readonly string[] => {
  const begun = new Map<string, string>();
  return text.split('\n').flatMap((line) => {
    const pid = /^\d+/.exec(line)?.[0] ?? '';
    const half = /^(.*) <unfinished \.\.\.>$/.exec(line)?.[1];
    if (half !== undefined) {
      begun.set(pid, half);
      return [];
    }
    const rest = /^\d+\s+<\.\.\. \w+ resumed>(.*)$/.exec(line)?.[1];
    return rest === undefined ? [line] : [`${begun.get(pid) ?? ''}${rest}`];
  });
};

/** The quoted paths of a call, each seen from the directory that stands before it. */
const pathsIn = (args: string, cwd: string): readonly string[] =>
  [...args.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)].map(([, from, name = '']) =>
    resolve(from ?? cwd, unescaped(name)),
  );

const unescaped = (name: string): string =>
  name.replace(/\\(?:([0-7]{1,3})|x([0-9a-f]{2})|(.))/g, (_, octal?: string, hex?: string, letter?: string) =>
    octal !== undefined
      ? String.fromCharCode(Number.parseInt(octal, 8))
      : hex !== undefined
        ? String.fromCharCode(Number.parseInt(hex, 16))
        : (ESCAPES[letter ?? ''] ?? letter ?? ''),
  );

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };
