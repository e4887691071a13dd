/**
 * Where things are: the workspace around a directory, gaffer's own files in it, and the private directory of its sockets.
 * The socket directory is ours alone: made 0700, owner checked, never a symbolic link.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';

export interface Places {
  /** Real absolute path of the workspace. */
  readonly workspace: string;
  /** `.gaffer` in it: journal, logs, session files; 0700. */
  readonly own: string;
  readonly journal: string;
  /** A view of the notes under MEMORY/, safe to delete. */
  readonly memoryIndex: string;
  readonly ledger: string;
  readonly log: string;
  readonly lock: string;
  /** Private directory of this workspace's sockets; 0700. */
  readonly runtime: string;
  /** The human's channel. */
  readonly controlSocket: string;
  /** The workers' channel: may ask, never decide. */
  readonly gateSocket: string;
}

export interface PlacesEnvironment {
  readonly XDG_RUNTIME_DIR?: string | undefined;
}

/** The nearest directory at or above `from` that holds a gaffer.yaml. */
export const findWorkspace = (from: string): string | null => {
  const directory = resolve(from);
  if (existsSync(join(directory, 'gaffer.yaml'))) return realpathSync(directory);
  const parent = dirname(directory);
  return parent === directory ? null : findWorkspace(parent);
};

/** Names the places of `workspace` and makes the directories that are gaffer's own. */
export const placesOf = (workspace: string, environment: PlacesEnvironment): Result<Places> => {
  const real = realpathSync(workspace);
  const own = join(real, '.gaffer');
  const id = createHash('sha256').update(real).digest('hex').slice(0, ID_LENGTH);
  const runtime = runtimeInUse(own, id) ?? join(runtimeBase(environment), id);
  for (const directory of [own, dirname(runtime), runtime]) {
    const made = privateDirectory(directory);
    if (!made.ok) return made;
  }
  return ok({
    workspace: real,
    own,
    journal: join(own, 'journal.db'),
    memoryIndex: join(own, 'memory.db'),
    ledger: join(own, 'ledger.db'),
    log: join(own, 'supervisor.log'),
    lock: join(own, 'supervisor.lock'),
    runtime,
    controlSocket: join(runtime, 'control.sock'),
    gateSocket: join(runtime, 'gate.sock'),
  });
};

/**
 * Notes where the sockets of the supervisor lie, for whoever looks for them from another environment: cron and ssh have no
 * XDG_RUNTIME_DIR, a sandbox has a TMPDIR of its own. Only the holder of the supervisor lock calls this. The problem, when it
 * cannot: a full disk, a file system without links. The sockets work all the same.
 */
export const noteRuntime = ({ own, runtime }: Places): Problem | null => {
  try {
    replaceLink(join(own, RUNTIME_NOTE), runtime);
    return null;
  } catch (error) {
    return {
      kind: 'io',
      message: 'where the sockets lie cannot be noted',
      where: { file: join(basename(own), RUNTIME_NOTE) },
      found: reasonOf(error),
      next: 'cron, ssh and sudo find this fleet only with the XDG_RUNTIME_DIR of this start.',
    };
  }
};

/** The code alone: the rest of a file system's message is the two long paths. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const replaceLink = (path: string, target: string): void => {
  const fresh = `${path}.${process.pid}`;
  rmSync(fresh, { force: true });
  symlinkSync(target, fresh);
  try {
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
};

const RUNTIME_NOTE = 'run';

/** What the last supervisor noted, when it is still a private directory of ours and for this very workspace. */
const runtimeInUse = (own: string, id: string): string | null => {
  try {
    const noted = readlinkSync(join(own, RUNTIME_NOTE));
    const stat = lstatSync(noted);
    const ours = process.getuid === undefined || stat.uid === process.getuid();
    return isAbsolute(noted) && basename(noted) === id && stat.isDirectory() && ours && (stat.mode & 0o077) === 0
      ? noted
      : null;
  } catch {
    // Never noted, or gone with a restart of the machine.
    return null;
  }
};

/** Long enough not to collide among one user's workspaces, short enough for the 108 bytes of a socket's path. */
const ID_LENGTH = 12;

const runtimeBase = ({ XDG_RUNTIME_DIR }: PlacesEnvironment): string =>
  XDG_RUNTIME_DIR !== undefined && XDG_RUNTIME_DIR !== '' && existsSync(XDG_RUNTIME_DIR)
    ? join(XDG_RUNTIME_DIR, 'gaffer')
    : join(tmpdir(), `gaffer-${process.getuid?.() ?? 0}`);

const privateDirectory = (path: string): Result<string> => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    return fail({
      kind: 'io',
      message: 'gaffer cannot make its own directory here',
      where: { file: path },
      found: reasonOf(error) === 'EEXIST' ? 'a file of this name' : reasonOf(error),
      next: 'Move what is in the way aside, or make the directory above writable for you.',
    });
  }
  const stat = lstatSync(path);
  if (!stat.isDirectory() || (process.getuid !== undefined && stat.uid !== process.getuid())) {
    return fail({
      kind: 'refused',
      message: 'this must be a directory of yours, and no symbolic link',
      where: { file: path },
      found: stat.isSymbolicLink() ? 'a symbolic link' : `owner ${stat.uid}`,
      next: 'Remove it, or set XDG_RUNTIME_DIR to a directory of your own.',
    });
  }
  chmodSync(path, 0o700);
  return ok(path);
};
