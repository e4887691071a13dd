/** Real programs that tests need: where one is absent the test fails and says how to get it, so that it never passes unseen. */
import { spawnSync } from 'node:child_process';

const PACKAGES: Readonly<Record<string, string>> = { borg: 'borgbackup', bwrap: 'bubblewrap', unshare: 'util-linux' };

export const needTools = (...programs: readonly string[]): void => {
  const missing = programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  if (missing.length > 0)
    throw new Error(
      `This test runs real programs: apt install ${missing.map((program) => PACKAGES[program] ?? program).join(' ')}`,
    );
};

/** Runs one to its end, and throws what it said when that is not well. */
export const runTool = (
  program: string,
  args: readonly string[],
  {
    cwd,
    env = {},
    input,
  }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string | Buffer },
): string => {
  const run = spawnSync(program, args, {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, TZ: 'UTC', ...env },
    input,
    encoding: 'utf8',
  });
  if (run.status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${run.error?.message ?? ''}${run.stdout}${run.stderr}`);
  return run.stdout;
};
