/** What a project's repository tells of a run: its commits, its uncommitted files, its conflict markers. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { ProjectId } from '../domain/ids.ts';

export interface ProjectTrace {
  readonly id: ProjectId;
  readonly commits: readonly Commit[];
  readonly dirty: readonly DirtyFile[];
  readonly withConflictMarkers: readonly string[];
}

interface Commit {
  readonly id: string;
  readonly author: string;
  /** Ms since the epoch, to the second. */
  readonly at: number;
  readonly subject: string;
}

interface DirtyFile {
  readonly path: string;
  /** Null for a deleted file. */
  readonly changedAt: number | null;
}

/** Rejects when git cannot read it: an unreadable history is not an empty one. */
export const readProject = async (id: ProjectId, dir: string): Promise<ProjectTrace> => {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await execa('git', ['-c', 'core.fsmonitor=false', ...args], { cwd: dir, env: { GIT_OPTIONAL_LOCKS: '0' } }))
      .stdout;
  const log = await git('log', '--all', '--format=%H%x1f%an%x1f%at%x1f%s');
  // Porcelain v1 with -z: two letters of status, a blank, the path; a renamed file's old path follows as a record.
  const status = await git('status', '--porcelain', '-z', '--untracked-files=all', '--no-renames');
  const paths = status.split('\0').flatMap((record) => (record.length > 3 ? [record.slice(3)] : []));
  const marked = await execa('git', ['grep', '--untracked', '-lE', '^(<{7}|>{7}) '], { cwd: dir, reject: false });
  return {
    id,
    commits: lines(log).flatMap(readCommit),
    dirty: await Promise.all(
      paths.map(async (path) => ({
        path,
        changedAt: await stat(join(dir, path)).then(
          (it) => it.mtimeMs,
          () => null,
        ),
      })),
    ),
    withConflictMarkers: lines(marked.stdout),
  };
};

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

const readCommit = (line: string): readonly Commit[] => {
  const [id, author, seconds, subject] = line.split('\x1f');
  return id === undefined || author === undefined || subject === undefined
    ? []
    : [{ id, author, at: Number(seconds) * 1000, subject }];
};
