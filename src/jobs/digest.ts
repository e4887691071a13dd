/** The digest of what is shipped: names, modes and bytes of all files below some paths, whatever their times. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export const digestOf = async (root: string, paths: readonly string[]): Promise<string> => {
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) await add(hash, root, path);
  return `sha256:${hash.digest('hex')}`;
};

type Hash = ReturnType<typeof createHash>;

const add = async (hash: Hash, root: string, path: string): Promise<void> => {
  const full = join(root, path);
  const stat = await lstat(full).catch(() => null);
  // Names may hold anything but NUL, so it ends each field.
  if (stat === null) return void hash.update(`missing\0${path}\0`);
  if (stat.isSymbolicLink()) return void hash.update(`link\0${path}\0${await readlink(full)}\0`);
  if (stat.isDirectory()) {
    hash.update(`directory\0${path}\0`);
    for (const name of (await readdir(full)).toSorted()) if (name !== '.git') await add(hash, root, join(path, name));
    return;
  }
  if (!stat.isFile()) return void hash.update(`special\0${path}\0`);
  hash.update(`file\0${path}\0${(stat.mode & 0o111) === 0 ? '-' : 'x'}\0${stat.size}\0`);
  await pipeline(createReadStream(full), async (chunks) => {
    for await (const chunk of chunks) hash.update(chunk);
  });
};
