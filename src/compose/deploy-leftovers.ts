/**
 * What a killed supervisor leaves of a step: a process group that goes on by itself. It is known by id and start time, and
 * ended before anything is said of its run, so that two deploys never touch one target at once.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type ProcessEntry, parseStat, readProcessTable, sessionMembers } from '../sessions/process-tree.ts';

const FILE = 'process.json';

interface Spawned {
  readonly step: string;
  readonly pid: number;
  /** As the system tells it; null where it does not. */
  readonly startedAt: string | null;
}

/** Written before the step can have done anything that lasts; a step that ends leaves it to the next one. */
export const noteSpawn = (directory: string, step: string, pid: number): void => {
  const spawned: Spawned = { step, pid, startedAt: startOf(pid) };
  try {
    writeFileSync(join(directory, FILE), JSON.stringify(spawned), { mode: 0o600 });
  } catch {
    // A full disk stops the run at its next event; the step itself is not disturbed.
  }
};

const startOf = (pid: number): string | null => {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, 'utf8'))?.startedAt ?? null;
  } catch {
    return null;
  }
};

/** Between TERM and KILL. */
const GRACE_MS = 3_000;
const LOOK_MS = 50;

/** What was found and done, in words; null when nothing was left. */
export const endLeftovers = async (directory: string): Promise<string | null> => {
  const spawned = readSpawned(directory);
  if (spawned === null || (await membersOf(spawned)).length === 0) return null;
  signalAll(await membersOf(spawned), 'SIGTERM');
  for (let waited = 0; waited < GRACE_MS && (await membersOf(spawned)).length > 0; waited += LOOK_MS)
    await wait(LOOK_MS);
  signalAll(await membersOf(spawned), 'SIGKILL');
  return `${spawned.step} still ran as process ${spawned.pid} and was ended`;
};

const readSpawned = (directory: string): Spawned | null => {
  try {
    return JSON.parse(readFileSync(join(directory, FILE), 'utf8'));
  } catch {
    return null;
  }
};

const membersOf = async ({ pid, startedAt }: Spawned): Promise<readonly ProcessEntry[]> =>
  startedAt === null ? [] : sessionMembers({ pid, parent: 0, session: pid, startedAt }, [], await readProcessTable());

const signalAll = (members: readonly ProcessEntry[], name: NodeJS.Signals): void => {
  for (const { pid } of members) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself in this very moment.
    }
  }
};
