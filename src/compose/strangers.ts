/** What is asked of the system about a change that nobody answers for: which program it may have been, and whether git minds. */
import { execa } from 'execa';
import type { Stranger } from '../domain/locks/touch.ts';
import { whoWorksIn } from '../sessions/who-works.ts';
import type { Fleet } from './parts.ts';

export const strangerIn = async (fleet: Pick<Fleet, 'world'>, root: string): Promise<Stranger> => {
  const seats = Object.values(fleet.world().workers);
  const found = await whoWorksIn(root, new Set(seats.flatMap(({ session }) => session?.pid ?? [])));
  if (found === null) return { kind: 'unknown' };
  const family = new Set([found.pid, ...found.ancestors]);
  const owner = seats.find(({ session }) => family.has(session?.pid ?? -1));
  return { kind: 'process', name: found.name, pid: found.pid, worker: owner?.number ?? null };
};

const GIT_MS = 5_000;

/** Without what git ignores: programs write there all the time. All of them where git cannot tell. */
export const withoutIgnored = async (root: string, paths: readonly string[]): Promise<readonly string[]> => {
  const asked = paths.filter((path) => !path.startsWith('.git/'));
  const { stdout, exitCode } = await execa('git', ['check-ignore', '-z', '--stdin'], {
    cwd: root,
    input: asked.join('\0'),
    env: { GIT_OPTIONAL_LOCKS: '0' },
    timeout: GIT_MS,
    reject: false,
  });
  // 0: some are ignored; 1: none is; anything else: it could not tell.
  const ignored = exitCode === 0 ? new Set(String(stdout).split('\0')) : new Set<string>();
  return paths.filter((path) => !ignored.has(path));
};
