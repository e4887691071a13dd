import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import {
  type ProcessEntry,
  parsePsLine,
  parseStat,
  readProcess,
  readProcessTable,
  sessionMembers,
} from '../../src/sessions/process-tree.ts';

const entry = (pid: number, parent: number, session: number, startedAt = '1'): ProcessEntry => ({
  pid,
  parent,
  session,
  startedAt,
});
const pids = (entries: readonly ProcessEntry[]): readonly number[] =>
  entries.map(({ pid }) => pid).sort((a, b) => a - b);

test('members are the session, its descendants in any order, and those known before they were orphaned', () => {
  const leader = entry(10, 1, 10);
  const table = [entry(13, 12, 13), entry(12, 10, 12), leader, entry(11, 10, 10), entry(20, 1, 20), entry(14, 1, 10)];
  expect(pids(sessionMembers(leader, [], table))).toEqual([10, 11, 12, 13, 14]);
  const orphaned = [entry(13, 1, 13), entry(20, 1, 20)];
  expect(pids(sessionMembers(leader, table.slice(0, 2), orphaned))).toEqual([13]);
});

test('a process that was given the id of one of ours is never taken for it', () => {
  const leader = entry(10, 1, 10);
  const reused = [entry(10, 1, 10, '9'), entry(11, 10, 10, '9'), entry(13, 1, 13, '9')];
  expect(sessionMembers(leader, [entry(13, 12, 13)], reused)).toEqual([]);
});

test('reads what the systems tell', async () => {
  const fields = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16';
  expect(parseStat(7, `7 (a ) (b) S 5 7 6 0 -1 ${fields}`)).toMatchObject({ pid: 7, parent: 5, session: 6 });
  expect(parseStat(7, `7 (x) Z 5 7 6 0 -1 ${fields}`)).toBeNull();
  expect(parsePsLine(' 12   1  12 Ss   Mon Nov 23 01:02:03 2026')).toEqual(
    entry(12, 1, 12, 'Mon Nov 23 01:02:03 2026'),
  );
  expect(parsePsLine(' 12   1  12 Z+   Mon Nov 23 01:02:03 2026')).toBeNull();
  expect(parsePsLine('')).toBeNull();
  expect(await readProcess(process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid });
});

test('who asks for the table while it is being read gets one that was begun afterwards', async () => {
  const first = readProcessTable();
  const child = spawn('sleep', ['30']);
  await once(child, 'spawn');
  const [before, ...after] = await Promise.all([first, readProcessTable(), readProcessTable()]);
  child.kill('SIGKILL');
  expect(before.length).toBeGreaterThan(0);
  for (const table of after) expect(table.some(({ pid }) => pid === child.pid)).toBe(true);
});
