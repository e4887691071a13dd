/**
 * Ends the shell commands of a session and leaves its program alone. What a command started in a sandbox of the system lives
 * in a process namespace of its own, so that nothing of it outlives the sandbox, however it tried to get away.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type ProcessEntry, readProcess, readProcessTable } from './process-tree.ts';

/** What runs a command: the sandbox itself, or a shell around it. */
const SHELLS = new Set(['bwrap', 'sandbox-exec', 'bash', 'sh', 'dash', 'zsh']);

export const stopShells = async (leader: number): Promise<void> => {
  const table = await readProcessTable();
  const below = descendantsOf(leader, table);
  const names = await Promise.all(below.map(nameOf));
  const roots = below.filter((_, index) => SHELLS.has(names[index] ?? ''));
  const doomed = new Set(roots.flatMap((root) => [root, ...descendantsOf(root.pid, table)]));
  await Promise.all([...doomed].map(kill));
};

/** Not a process that was given the id meanwhile. */
const kill = async ({ pid, startedAt }: ProcessEntry): Promise<void> => {
  if ((await readProcess(pid))?.startedAt !== startedAt) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself, or with its sandbox.
  }
};

const descendantsOf = (leader: number, table: readonly ProcessEntry[]): readonly ProcessEntry[] => {
  const children = table.filter(({ parent }) => parent === leader);
  return children.flatMap((child) => [child, ...descendantsOf(child.pid, table)]);
};

const nameOf = async ({ pid }: ProcessEntry): Promise<string> => {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
    const { stdout } = await promisify(execFile)('ps', ['-o', 'comm=', '-p', String(pid)]);
    return stdout.trim().split('/').at(-1) ?? '';
  } catch {
    return ''; // It ended.
  }
};
