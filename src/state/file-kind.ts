/** What stands at a path, links not followed, and where a path really leads. */
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing } from './replace-file.ts';

export type FileKind = 'file' | 'directory' | 'other' | 'nothing';

export const kindOf = async (path: string): Promise<FileKind> => {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
  } catch (cause) {
    if (isMissing(cause)) return 'nothing';
    throw cause;
  }
};

/** Through links as far as the path exists. */
export const realPathOf = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (cause) {
    if (!isMissing(cause) || path === dirname(path)) throw cause;
    return join(await realPathOf(dirname(path)), path.slice(dirname(path).length));
  }
};
