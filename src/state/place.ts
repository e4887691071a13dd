/** Where a name of the workspace really lies. A link that leads out of the workspace, or to nothing, is refused. */
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';
import { isMissing } from './replace-file.ts';

/** The real path of `name` under `root`, whether or not it exists. Its parents need not exist either. */
export const placeIn = async (root: string, name: string): Promise<Result<string>> => {
  const home = await realpath(root);
  const wanted = join(home, name);
  return isInside(home, wanted) ? realPlace(home, wanted, name) : fail(leadsOut(name));
};

/** Both absolute and real; a directory is not inside of itself. */
const isInside = (home: string, path: string): boolean => {
  const way = relative(home, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
};

const realPlace = async (home: string, path: string, name: string): Promise<Result<string>> => {
  if (path === home) return ok(home);
  try {
    const real = await realpath(path);
    return isInside(home, real) ? ok(real) : fail(leadsOut(name));
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
  }
  if (await isLink(path)) return fail(leadsOut(name));
  const parent = await realPlace(home, dirname(path), name);
  return parent.ok ? ok(join(parent.value, basename(path))) : parent;
};

const isLink = async (path: string): Promise<boolean> => {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw cause;
  }
};

const leadsOut = (name: string): Problem => ({
  kind: 'refused',
  message: 'This path leads out of the workspace, or is a link to nothing; it is not followed.',
  where: { file: name },
  next: 'Put a file of its own there.',
});
