/** What files are now, so that a later look can tell whether they are still the same. Nothing of their content is kept. */
import { statSync } from 'node:fs';

/** A call that names more than these is judged by them alone: a look must not take longer than the judge. */
const MAX_FILES = 200;

/** By path; null for what is no file. */
export const fingerprintsOf = (paths: readonly string[]): Readonly<Record<string, string | null>> =>
  Object.fromEntries(paths.slice(0, MAX_FILES).map((path) => [path, fingerprintOf(path)]));

/** Every write moves the change time, which no program can set. Directories change with all that goes on below them. */
const fingerprintOf = (path: string): string | null => {
  try {
    const stat = statSync(path, { bigint: true });
    return stat.isFile() ? [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':') : null;
  } catch {
    // Not there, or not to be looked at: the same for both looks, unless it comes to be there.
    return null;
  }
};
