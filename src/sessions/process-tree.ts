/**
 * The processes that belong to a session: its own group, and descendants that left it. A process is known by id and start
 * time together, so that an id which the system gave out again is never signalled.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** As the system tells it: only ever compared. */
  readonly startedAt: string;
}

/**
 * Every living process of the session that `leader` leads or led, of those already `known`, and their descendants.
 * When the leader's id has a new owner, the system saw the whole old session end before it gave the id out again.
 */
export const sessionMembers = (
  leader: ProcessEntry,
  known: readonly ProcessEntry[],
  table: readonly ProcessEntry[],
): readonly ProcessEntry[] => {
  const startedAt = new Map(table.map((entry) => [entry.pid, entry.startedAt]));
  const reused = startedAt.has(leader.pid) && startedAt.get(leader.pid) !== leader.startedAt;
  const members = new Set(
    [
      ...known.filter((entry) => startedAt.get(entry.pid) === entry.startedAt),
      ...(reused ? [] : table.filter(({ pid, session }) => pid === leader.pid || session === leader.pid)),
    ].map(({ pid }) => pid),
  );
  // The table is in no order, so parents may come after their children: look again until nothing is added.
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const { pid, parent } of table) if (members.has(parent)) members.add(pid);
  }
  return table.filter(({ pid }) => members.has(pid));
};

/** One process, or null when it is gone. */
export const readProcess = async (pid: number): Promise<ProcessEntry | null> =>
  process.platform === 'linux' ? readStat(String(pid)) : ((await readPs()).find((entry) => entry.pid === pid) ?? null);

/**
 * All processes that can be seen now; zombies are left out, they are dead already. Sessions that are closed together look
 * together: whoever asks while a look is under way waits for the next one, which begins after they asked.
 */
export const readProcessTable = (): Promise<readonly ProcessEntry[]> => {
  if (looking === null) {
    looking = lookOnce().finally(() => {
      looking = null;
    });
    return looking;
  }
  next ??= looking.then(startNext, startNext);
  return next;
};

let looking: Promise<readonly ProcessEntry[]> | null = null;
let next: Promise<readonly ProcessEntry[]> | null = null;

const startNext = (): Promise<readonly ProcessEntry[]> => {
  next = null;
  return readProcessTable();
};

const lookOnce = (): Promise<readonly ProcessEntry[]> => (process.platform === 'linux' ? readProc() : readPs());

const readProc = async (): Promise<readonly ProcessEntry[]> => {
  const names = await readdir('/proc');
  const entries = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readStat));
  return entries.filter((entry) => entry !== null);
};

const readStat = async (pid: string): Promise<ProcessEntry | null> => {
  try {
    return parseStat(Number(pid), await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null; // It ended between the listing and the look.
  }
};

/** `12 (any) name) S 1 12 12 …`: the name may hold anything, so fields are counted from the last parenthesis. */
export const parseStat = (pid: number, stat: string): ProcessEntry | null => {
  const [state, parent, , session, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startedAt = rest[START_TIME_FIELD];
  if (state === undefined || 'ZX'.includes(state) || startedAt === undefined) return null;
  return { pid, parent: Number(parent), session: Number(session), startedAt };
};

/** Field 22 of proc(5), counted from the fifth after the name. */
const START_TIME_FIELD = 15;

const readPs = async (): Promise<readonly ProcessEntry[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,lstart=']);
  return stdout
    .split('\n')
    .map(parsePsLine)
    .filter((entry) => entry !== null);
};

/** Systems without a readable session id: the process group stands for it, which has the leader's id as well. */
export const parsePsLine = (line: string): ProcessEntry | null => {
  const [, pid, parent, group, startedAt] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+[^Z\s]\S*\s+(\S.*)$/.exec(line) ?? [];
  if (pid === undefined || startedAt === undefined) return null;
  return { pid: Number(pid), parent: Number(parent), session: Number(group), startedAt: startedAt.trim() };
};
