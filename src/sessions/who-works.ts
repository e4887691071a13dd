/**
 * Which program is at work in a directory right now: one with a file of it open for writing, else one that stands in it and
 * belongs to no session (sessions stand in their projects all day). Linux tells; elsewhere nobody knows.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { readProcessTable } from './process-tree.ts';

export interface AtWork {
  readonly pid: number;
  readonly name: string;
  /** Its ancestors, nearest first. */
  readonly ancestors: readonly number[];
}

export const whoWorksIn = async (
  directory: string,
  /** Process ids of the sessions. */
  sessions: ReadonlySet<number>,
): Promise<AtWork | null> => {
  if (process.platform !== 'linux') return null;
  const table = await readProcessTable();
  const parents = new Map(table.map(({ pid, parent }) => [pid, parent]));
  let standing: AtWork | null = null;
  for (const { pid } of table) {
    if (pid === process.pid) continue;
    const ancestors = ancestorsOf(pid, parents);
    if (await writesIn(pid, directory)) return { pid, name: await nameOf(pid), ancestors };
    // The youngest: of a shell and its editor, the editor.
    if ([pid, ...ancestors].some((each) => sessions.has(each)) || (standing?.pid ?? 0) > pid) continue;
    if (isBelow(await linkOf(`/proc/${pid}/cwd`), directory)) standing = { pid, name: await nameOf(pid), ancestors };
  }
  return standing;
};

const ancestorsOf = (pid: number, parents: ReadonlyMap<number, number>): readonly number[] => {
  const ancestors: number[] = [];
  for (let next = parents.get(pid); next !== undefined && !ancestors.includes(next); next = parents.get(next))
    ancestors.push(next);
  return ancestors;
};

const nameOf = async (pid: number): Promise<string> =>
  (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a program')).trim();

const writesIn = async (pid: number, directory: string): Promise<boolean> => {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const file of files) {
    if (!isBelow(await linkOf(`/proc/${pid}/fd/${file}`), directory)) continue;
    const info = await readFile(`/proc/${pid}/fdinfo/${file}`, 'utf8').catch(() => '');
    const flags = Number.parseInt(/^flags:\s*([0-7]+)/m.exec(info)?.[1] ?? '0', 8);
    if ((flags & ACCESS_MODE) !== READ_ONLY) return true;
  }
  return false;
};

/** O_ACCMODE and O_RDONLY of open(2). */
const ACCESS_MODE = 0o3;
const READ_ONLY = 0;

const linkOf = (path: string): Promise<string> => readlink(path).catch(() => '');

const isBelow = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory}/`);
