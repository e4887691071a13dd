/**
 * Replaces a file whole or not at all: temporary file, fsync, a last look, rename, fsync of the directory. The last look
 * is what write-file-atomic has no place for: it narrows the moment in which another writer could be overwritten to the
 * time between two system calls.
 */
import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Marks our temporary files, so that a watcher and a person know them. */
const TEMPORARY_MARK = '.gaffer-tmp-';

/**
 * `replace` runs after the new bytes are on disk, in one go: it calls what it is given to put them in place, or answers
 * false and nothing is replaced. Resolves to its answer.
 */
export const replaceFile = async (
  path: string,
  text: string,
  replace: (rename: () => void) => boolean = always,
): Promise<boolean> => {
  const temporary = join(dirname(path), `.${basename(path)}${TEMPORARY_MARK}${randomUUID()}`);
  try {
    await writeThrough(temporary, text, await modeOf(path));
    if (!replace(() => renameSync(temporary, path))) return false;
    await syncDirectory(dirname(path));
    return true;
  } finally {
    // After the rename there is nothing left to remove; `force` makes that no error.
    await rm(temporary, { force: true });
  }
};

const always = (rename: () => void): boolean => {
  rename();
  return true;
};

/** What a new file gets before the umask: shared files are for people and their tools. */
const NEW_FILE_MODE = 0o666;

const modeOf = async (path: string): Promise<number | null> => {
  try {
    return (await stat(path)).mode & 0o7777;
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
};

const writeThrough = async (path: string, text: string, mode: number | null): Promise<void> => {
  const handle = await open(path, 'wx', mode ?? NEW_FILE_MODE);
  try {
    await handle.writeFile(text, 'utf8');
    // `open` applies the umask, which would take rights from a file that had them.
    if (mode !== null) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const syncDirectory = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

export const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
