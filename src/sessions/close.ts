/**
 * Ends a session's processes: asks them to go, gives them time, then kills the group and whatever left it. Which
 * processes those are is recorded before the first signal, because orphans forget their parents.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type ProcessEntry, readProcessTable, sessionMembers } from './process-tree.ts';

/** Resolves when nothing of the session is left; `leader` as it was when the session began. */
export const closeProcesses = async (leader: ProcessEntry, graceMs: number): Promise<void> => {
  let known = sessionMembers(leader, [], await readProcessTable());
  // Hang-up is what a closed terminal means, and what an interactive shell, which ignores SIGTERM, goes for.
  signalAll(leader, known, 'SIGHUP');
  signalAll(leader, known, 'SIGTERM');

  const startedAt = performance.now();
  const deadline = startedAt + graceMs;
  let isAskedAgain = false;
  while (known.length > 0 && performance.now() < deadline) {
    await delay(CHECK_EVERY_MS);
    known = sessionMembers(leader, known, await readProcessTable());
    if (isAskedAgain || performance.now() - startedAt < ASK_AGAIN_MS) continue;
    isAskedAgain = true;
    signalAll(leader, known, 'SIGHUP');
  }

  // A process may fork between the look and the kill, so look again until nothing is left.
  for (let round = 0; round < KILL_ROUNDS && known.length > 0; round += 1) {
    signalAll(leader, known, 'SIGKILL');
    await delay(CHECK_EVERY_MS);
    known = sessionMembers(leader, known, await readProcessTable());
  }
};

/** No event tells the death of a process that is not our child; this runs only while a session is being closed. */
const CHECK_EVERY_MS = 20;
/** A shell that is hung up between its prompt and its read notes that, and reads on; the second hang-up ends it. */
const ASK_AGAIN_MS = 2_000;
/** What survives this many kills waits in the kernel, and no signal reaches it. */
const KILL_ROUNDS = 50;

/** The group as one first, so that its members cannot start each other anew; then those who left it. */
const signalAll = (leader: ProcessEntry, members: readonly ProcessEntry[], name: NodeJS.Signals): void => {
  if (members.some(({ session }) => session === leader.pid)) signal(-leader.pid, name);
  for (const { pid, session } of members) if (session !== leader.pid || name === 'SIGKILL') signal(pid, name);
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already, which is what the signal was for.
  }
};
