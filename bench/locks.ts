/**
 * The arbiter under load, through the real loop and journal: whether what many clients were told could have come from
 * locks that do one thing at a time, how long a journalled claim takes, whether a stale holder ever writes, and what
 * SIGKILL costs.
 */
import { closeSync, fdatasyncSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerNumber } from '../src/domain/ids.ts';
import { liveLockOf } from '../src/domain/locks/held.ts';
import { judge } from '../src/domain/policies/judge.ts';
import { emptyPolicy } from '../src/domain/policies/policy.ts';
import { projectFinder } from '../src/domain/policies/projects.ts';
import { openJournal } from '../src/state/journal.ts';
import { createLoop, type Loop } from '../src/state/loop.ts';
import { firstViolation } from '../test/kit/linearizability.ts';
import { recordHistory, seat, seatClients, someProjects } from '../test/kit/lock-history.ts';
import { killAndCheck } from '../test/kit/lock-kills.ts';
import { lockModel } from '../test/kit/lock-model.ts';
import { seeded } from '../test/kit/random.ts';
import type { Bench } from './figures.ts';

/** Fewer with `GAFFER_BENCH_OPERATIONS=20000`, for a quick look. */
const OPERATIONS = Number(process.env.GAFFER_BENCH_OPERATIONS ?? 1_000_000);
const CLIENTS = 64;
const PROJECTS = 8;
const STALE_ROUNDS = 1_000;
/** Fewer with `GAFFER_BENCH_KILLS=50`. */
const KILLS = Number(process.env.GAFFER_BENCH_KILLS ?? 1_000);
/** Half of a life is start-up, which waits for the disk: two for each core keep it busy. */
const KILL_LANES = availableParallelism() * 2;
const DISK_SYNCS = 500;

export const bench: Bench = async (progress) => {
  const root = mkdtempSync(join(tmpdir(), 'gaffer-bench-locks-'));
  try {
    progress(`${OPERATIONS} operations by ${CLIENTS} clients on ${PROJECTS} projects`);
    const [loadBefore = 0] = loadavg();
    const disk = percentiles(diskSyncs(join(root, 'disk')));
    const load = await underLoad(join(root, 'load.db'));
    const alone = percentiles(await claimsAlone(join(root, 'alone.db')));
    progress(`${STALE_ROUNDS} rounds with a stale holder`);
    const accepted = await staleHolder(join(root, 'stale.db'));
    progress(`${KILLS} SIGKILLs`);
    const killed = await killAndCheck({ kills: KILLS, lanes: KILL_LANES, directory: root, seed: 2 });
    return {
      operations: { value: load.operations, unit: 'operations', goal: null },
      grants: { value: load.grants, unit: 'grants', goal: null },
      violations: { value: load.violations, unit: 'projects', goal: '= 0' },
      operationsPerSecond: { value: load.perSecond, unit: '1/s', goal: null },
      claimAloneP50: { value: alone.p50, unit: 'ms', goal: null },
      claimAloneP99: { value: alone.p99, unit: 'ms', goal: '< 5' },
      claimLoadedP50: { value: load.loaded.p50, unit: 'ms', goal: null },
      claimLoadedP99: { value: load.loaded.p99, unit: 'ms', goal: null },
      staleRounds: { value: STALE_ROUNDS, unit: 'rounds', goal: null },
      staleWritesAccepted: { value: accepted, unit: 'writes', goal: '= 0' },
      machineLoadBefore: { value: loadBefore, unit: 'load', goal: null },
      machineLoadAfter: { value: loadavg()[0] ?? 0, unit: 'load', goal: null },
      diskSyncP50: { value: disk.p50, unit: 'ms', goal: null },
      diskSyncP99: { value: disk.p99, unit: 'ms', goal: null },
      kills: { value: killed.kills, unit: 'SIGKILLs', goal: null },
      grantsAcknowledged: { value: killed.acknowledged, unit: 'grants', goal: null },
      grantsLost: { value: killed.lost, unit: 'grants', goal: '= 0' },
      grantsInvented: { value: killed.invented, unit: 'grants', goal: '= 0' },
      fencesDisorderly: { value: killed.disorderly, unit: 'fences', goal: '= 0' },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const openLoop = (file: string): Loop => {
  const journal = openJournal(file);
  if (!journal.ok) throw new Error(journal.problem.message);
  return createLoop({
    journal: journal.value,
    now: Date.now,
    hands: async () => undefined,
    onBug: (error) => {
      throw error;
    },
  });
};

const underLoad = async (file: string) => {
  const loop = openLoop(file);
  const projects = someProjects(PROJECTS);
  await seatClients(loop, { projects, clients: CLIENTS });
  const spec = { projects, clients: CLIENTS, random: seeded(1) };
  const startedAt = performance.now();
  const { byProject, claimMs } = await recordHistory(loop, { ...spec, operations: OPERATIONS });
  const perSecond = OPERATIONS / ((performance.now() - startedAt) / 1000);
  return {
    operations: OPERATIONS,
    grants: loop.world().lastFence,
    violations: [...byProject.values()].filter((history) => firstViolation(lockModel, history) !== null).length,
    perSecond,
    loaded: percentiles(claimMs),
  };
};

/** One claim at a time, each with its own commit: what a worker waits when nobody else asks. */
const claimsAlone = async (file: string): Promise<readonly number[]> => {
  const loop = openLoop(file);
  const [project] = someProjects(1);
  await seatClients(loop, { projects: [project], clients: 1 });
  const who = { worker: workerNumber(1), generation: 1 };
  const times: number[] = [];
  for (let round = 0; round < 1_000; round += 1) {
    const at = performance.now();
    const claimed = await loop.submit({ kind: 'claim-project', ...who, project, door: 'mcp' }, { by: 'bench' });
    times.push(performance.now() - at);
    if (!claimed.ok || claimed.value.length === 0) throw new Error('nobody else claims here');
    await loop.submit({ kind: 'release-project', ...who, door: 'mcp' }, { by: 'bench' });
  }
  return times;
};

/** Stop, hand over, resume: an edit of the late writer is judged as the gate judges it. Gives how many were let through. */
const staleHolder = async (file: string): Promise<number> => {
  const loop = openLoop(file);
  const [project] = someProjects(1);
  await seatClients(loop, { projects: [project], clients: 2 });
  const [first, second] = [workerNumber(1), workerNumber(2)];
  const by = { by: 'bench' };
  let accepted = 0;
  for (let round = 0; round < STALE_ROUNDS; round += 1) {
    const late = { worker: first, generation: loop.world().workers[first]?.generation ?? 0 };
    const next = { worker: second, generation: 1 };
    await loop.submit({ kind: 'claim-project', ...late, project, door: 'mcp' }, by);
    const fence = loop.world().lastFence;
    if (!mayEdit(loop, late)) throw new Error('the holder itself was refused');
    if (round % 3 === 0) await loop.submit({ kind: 'lapse-lock', project, fence, because: 'silent' }, by);
    if (round % 3 === 1) await loop.submit({ kind: 'force-release', project }, by);
    if (round % 3 === 2) await loop.submit({ kind: 'restart-worker', worker: first }, by);
    if (round % 3 !== 2) await loop.submit({ kind: 'claim-project', ...next, project, door: 'mcp' }, by);
    if (mayEdit(loop, late)) accepted += 1;
    await loop.submit({ kind: 'force-release', project }, by);
    if (round % 3 === 2) await seat(loop, first, late.generation + 1);
  }
  return accepted;
};

const projectOf = projectFinder(['apps/*']);

const mayEdit = (
  loop: Loop,
  session: { readonly worker: ReturnType<typeof workerNumber>; readonly generation: number },
) => {
  const input = { file_path: '/ws/apps/p1/a.txt', old_string: 'a', new_string: 'b' };
  const world = loop.world();
  return (
    judge(
      { tool: 'Edit', input, cwd: '/ws/apps/p1', toolUseId: null },
      {
        workspace: '/ws',
        home: '/home/user',
        user: 'user',
        policy: emptyPolicy,
        worker: { number: session.worker, live: world.workers[session.worker]?.generation === session.generation },
        lockedProject: liveLockOf(world, session.worker, session.generation)?.project ?? null,
        projectOf,
        tier: null,
        probe: { lstat: () => null, readlink: () => null, list: () => null, text: () => null },
      },
    ).outcome === 'allow'
  );
};

/** What the disk itself takes to make a page of a file safe that has its size already, as the journal's log has. */
const diskSyncs = (file: string): readonly number[] => {
  const handle = openSync(file, 'w');
  const page = Buffer.alloc(4096, 1);
  for (let index = 0; index < DISK_SYNCS; index += 1) writeSync(handle, page);
  fsyncSync(handle);
  const times = Array.from({ length: DISK_SYNCS }, (_, index) => {
    const at = performance.now();
    writeSync(handle, page, 0, page.length, index * page.length);
    fdatasyncSync(handle);
    return performance.now() - at;
  });
  closeSync(handle);
  return times;
};

const percentiles = (values: readonly number[]) => {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
};
