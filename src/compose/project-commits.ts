/** The commits of a project that name a task in front of their subject: `T12: Remember the theme`. */
import { execa } from 'execa';
import type { Commit } from '../domain/tasks/story.ts';

/** A history of a million commits is no reason to wait. */
const GIT_MS = 5_000;
const MOST_COMMITS = 50;

/** Oldest first; none where git knows nothing. `root` is absolute. */
export const commitsOf = async (root: string, task: string): Promise<readonly Commit[]> => {
  const run = await execa(
    'git',
    [
      // A project's own configuration can name programs to run for a log; ours runs none.
      ...['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false'],
      ...['log', '--no-show-signature', `--max-count=${MOST_COMMITS}`, '--extended-regexp'],
      ...[`--grep=^${task}[^0-9A-Za-z]`, '--format=%h%x09%ct%x09%an%x09%s', '--', '.'],
    ],
    { cwd: root, reject: false, timeout: GIT_MS, stdin: 'ignore' },
  );
  if (run.failed) return [];
  return run.stdout
    .split('\n')
    .flatMap((line) => {
      const [hash = '', at = '', author = '', ...subject] = line.split('\t');
      return hash === '' ? [] : [{ hash, at: Number(at) * 1000, author, subject: subject.join('\t') }];
    })
    .toReversed();
};
