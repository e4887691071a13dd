/**
 * Many clients at once on one arbiter: each claims, stands in line, writes, releases and forces, acts on what it believes
 * after a pause, and records what it was answered.
 */
import type { Event } from '../../src/domain/event.ts';
import { type ProjectId, projectId, sessionId, type WorkerNumber, workerNumber } from '../../src/domain/ids.ts';
import { liveLockOf } from '../../src/domain/locks/held.ts';
import type { Loop } from '../../src/state/loop.ts';
import type { Timed } from './linearizability.ts';
import type { LockOp } from './lock-model.ts';
import { HOOKS } from './pure-fleet.ts';
import type { Random } from './random.ts';

export type Arbiter = Pick<Loop, 'world' | 'submit'>;

export interface LoadSpec {
  readonly projects: readonly [ProjectId, ...ProjectId[]];
  readonly clients: number;
  readonly operations: number;
  readonly random: Random;
}

export interface History {
  readonly byProject: ReadonlyMap<ProjectId, readonly Timed<LockOp>[]>;
  /** Of claims that were granted or put in line, from the call to the answer: its events are on disk then. */
  readonly claimMs: readonly number[];
}

interface Believed {
  readonly project: ProjectId;
  readonly fence: number;
}

export const someProjects = (count: number): readonly [ProjectId, ...ProjectId[]] => {
  const [first = projectId('apps/p1'), ...others] = Array.from({ length: count }, (_, index) =>
    projectId(`apps/p${index + 1}`),
  );
  return [first, ...others];
};

/** A fleet whose workers all sit in live sessions, without work. */
export const seatClients = async (
  { submit }: Arbiter,
  { projects, clients }: Pick<LoadSpec, 'projects' | 'clients'>,
): Promise<void> => {
  const by = { by: 'load' };
  const workers = Array.from({ length: clients }, (_, index) => workerNumber(index + 1));
  const facts = { workspace: '/ws', mode: 'live', scenario: null, agent: 'claude', hooks: true, workers } as const;
  await submit({ kind: 'boot', ...facts, dispatch: 'off' }, by);
  await submit({ kind: 'report-projects', projects }, by);
  await submit({ kind: 'start-fleet' }, by);
  for (const worker of workers) await seat({ submit }, worker, 1);
};

export const seat = async (
  { submit }: Pick<Arbiter, 'submit'>,
  worker: WorkerNumber,
  generation: number,
): Promise<void> => {
  const who = { worker, generation };
  const opened = { session: sessionId(`s${worker}.${generation}`), pid: 1, model: null, cwd: '/ws', project: null };
  await submit({ kind: 'report-opened', ...who, ...opened, tier: null, hooks: true }, { by: 'load' });
  await submit({ kind: 'report-guard-proven', ...who, hooks: HOOKS }, { by: 'load' });
};

/** The share of steps after which a client rests, and believes on what may no longer be true. */
const PAUSE_SHARE = 0.1;
const LONGEST_PAUSE_TURNS = 20;

export const recordHistory = async (arbiter: Arbiter, spec: LoadSpec): Promise<History> => {
  const { projects, clients, operations, random } = spec;
  const byProject = new Map<ProjectId, Timed<LockOp>[]>(projects.map((project) => [project, []]));
  const claimMs: number[] = [];
  let clock = 0;
  let left = operations;
  const tick = (): number => {
    clock += 1;
    return clock;
  };
  const record = (project: ProjectId, called: number, op: LockOp): void => {
    byProject.get(project)?.push({ op, called, returned: tick() });
  };

  const runClient = async (client: number): Promise<void> => {
    const who = { worker: workerNumber(client), generation: 1 };
    let believed: Believed | null = null;
    while (left > 0) {
      left -= 1;
      believed ??= liveLockOf(arbiter.world(), who.worker, 1);
      if (random.chance(PAUSE_SHARE)) await rest(random.below(LONGEST_PAUSE_TURNS) + 1);
      const called = tick();
      if (random.chance(0.02)) {
        const project = random.pick(projects);
        const done = await arbiter.submit({ kind: 'force-release', project }, { by: 'human' });
        record(project, called, done.ok ? ended(done.value.map(({ event }) => event)) : { kind: 'nobody' });
      } else if (believed !== null && random.chance(0.6)) {
        const { project, fence }: Believed = believed;
        const lock = liveLockOf(arbiter.world(), who.worker, 1);
        const isLive = lock?.project === project && lock.fence === fence;
        record(project, called, { kind: isLive ? 'written' : 'late', client, fence });
        if (!isLive) believed = null;
        // A write takes its time; without a turn of the event loop nobody else would come to pass.
        await rest(1);
      } else if (believed !== null) {
        const { project, fence }: Believed = believed;
        const done = await arbiter.submit({ kind: 'release-project', ...who, door: 'mcp' }, { by: 'load' });
        const op: LockOp = done.ok ? ended(done.value.map(({ event }) => event)) : { kind: 'absent', client };
        // What it held may have been taken, and another given to it from the line.
        const own = done.ok ? done.value.find(({ event }) => event.kind === 'lock.released')?.event : undefined;
        record(own?.kind === 'lock.released' ? own.project : project, called, op);
        believed = op.kind === 'ended' && op.fence !== fence ? believed : null;
      } else {
        const project = random.pick(projects);
        const at = performance.now();
        const wait = random.chance(0.3);
        const done = await arbiter.submit(
          { kind: 'claim-project', ...who, project, door: 'mcp', wait },
          { by: 'load' },
        );
        if (done.ok) {
          const op = claimed(
            client,
            done.value.map(({ event }) => event),
          );
          if (op !== null) claimMs.push(performance.now() - at);
          if (op?.kind === 'granted') believed = { project, fence: op.fence };
          if (op !== null) record(project, called, op);
        } else if (done.problem.message.startsWith(`${project} is held by worker`)) {
          record(project, called, { kind: 'held', client });
        }
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => runClient(index + 1)));
  return { byProject, claimMs };
};

const rest = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
};

const ended = (events: readonly Event[]): LockOp => {
  const end = events.find((event) => event.kind === 'lock.released');
  const next = events.find((event) => event.kind === 'lock.granted');
  if (end?.kind !== 'lock.released') throw new Error('a release has its event');
  return {
    kind: 'ended',
    fence: end.fence,
    next: next?.kind === 'lock.granted' ? { client: next.worker, fence: next.fence } : null,
  };
};

/** Null without an event: in line already, or the holder itself, and which of the two was not said. */
const claimed = (client: number, events: readonly Event[]): LockOp | null => {
  const grant = events.find((event) => event.kind === 'lock.granted');
  if (grant?.kind === 'lock.granted') return { kind: 'granted', client, fence: grant.fence };
  return events.some((event) => event.kind === 'lock.queued') ? { kind: 'held', client } : null;
};
