/** How a file looks from outside, in a few characters: equal marks mean that nobody wrote it in between. */
import { statSync } from 'node:fs';

/** Null when there is no such file. */
export const fileMark = (path: string): string | null => {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.ino}-${stat.size}-${stat.mtimeNs}`;
};
