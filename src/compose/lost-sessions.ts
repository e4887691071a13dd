/**
 * Ends what a killed supervisor left of its sessions. Their terminals died with it, which hangs them up; but an agent takes
 * seconds to go, and the same session is taken up again at once: two programs would write one conversation, and what the
 * old one still runs would change a project behind the new one's back.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { World } from '../domain/world.ts';
import { closeProcesses } from '../sessions/close.ts';
import { readProcess } from '../sessions/process-tree.ts';

/** It was hung up when its terminal died, and has saved what it had by now; a person waits to be back at their seat. */
const GRACE_MS = 2_000;

/** `before` is the World as the last supervisor left it. Resolves when none of its sessions runs any more. */
export const endLostSessions = async (before: World, graceMs = GRACE_MS): Promise<void> => {
  await Promise.all(
    Object.values(before.workers).map(async ({ session }) => {
      if (session?.pid == null || !(await isOf(session.pid, session.id))) return;
      const leader = await readProcess(session.pid);
      // Its command is looked at again, since the system may have given the number to another one in between.
      if (leader !== null && (await isOf(session.pid, session.id))) await closeProcesses(leader, graceMs);
    }),
  );
};

/** A process is known by the random name of its session, which stands in its command: a number alone may be anybody's. */
const isOf = async (pid: number, session: string): Promise<boolean> => {
  try {
    return (await commandOf(pid)).includes(session);
  } catch {
    // It is gone.
    return false;
  }
};

const commandOf = async (pid: number): Promise<string> =>
  process.platform === 'linux'
    ? readFile(`/proc/${pid}/cmdline`, 'utf8')
    : (await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout;
