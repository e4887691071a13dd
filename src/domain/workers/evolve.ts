/** What events mean for the workers and their sessions. */
import type { Event, Logged } from '../event.ts';
import type { WorkerNumber } from '../ids.ts';
import { change } from '../records.ts';
import type { UsageCount } from '../tiers/spend.ts';
import type { World } from '../world.ts';
import { afterExit, STARTS_WINDOW_MS } from './restarts.ts';
import type { Session, Worker, WorkerState } from './worker.ts';

export const evolveWorkers = (world: World, { event, at, by, seq }: Logged): World => {
  switch (event.kind) {
    case 'fleet.booted':
      return { ...world, workers: seats(world, event.workers, at) };
    case 'task.assigned':
      return worker(world, event.worker, (seat) => ({
        ...seat,
        task: event.task,
        step: 'startup',
        costMicroUsd: 0,
        sentBack: 0,
        overflows: 0,
      }));
    case 'task.ended':
      return worker(world, event.worker, (seat) => ({
        ...seat,
        task: null,
        step: null,
        sentBack: 0,
        overflows: 0,
        paused: null,
      }));
    case 'task.climbed':
      return worker(world, event.worker, (seat) => ({ ...seat, overflows: 0 }));
    case 'step.entered':
      return worker(world, event.worker, (seat) => ({ ...seat, step: event.step }));
    case 'usage.counted':
      return counted(world, event.count, at);
    case 'request.recorded':
      return worker(world, event.request.worker, (seat) => ({
        ...seat,
        heardAt: at,
        costMicroUsd: seat.costMicroUsd + (event.request.costMicroUsd ?? 0),
      }));
    default:
      return 'generation' in event && 'worker' in event && event.worker !== null
        ? worker(world, event.worker, (seat) => withMilestone(evolveSession(seat, event, at, by), event, seq))
        : world;
  }
};

/** A seat shows what its task cost, in whichever session. */
const counted = (world: World, { heard, tasks }: UsageCount, at: number): World =>
  heard.reduce(
    (next, number) =>
      worker(next, number, (seat) => {
        const spent = tasks.find(({ task }) => task === seat.task);
        return { ...seat, heardAt: at, costMicroUsd: spent?.costMicroUsd ?? seat.costMicroUsd };
      }),
    world,
  );

const MILESTONES: ReadonlySet<Event['kind']> = new Set([
  'session.wanted',
  'session.opened',
  'guard.proven',
  'prompt.wanted',
  'prompt.submitted',
]);

const withMilestone = (seat: Worker, { kind }: Event, seq: number): Worker =>
  MILESTONES.has(kind) ? { ...seat, milestone: seq } : seat;

const evolveSession = (seat: Worker, event: Event, at: number, by: string): Worker => {
  switch (event.kind) {
    case 'session.wanted':
      return {
        ...seat,
        generation: event.generation,
        state: { kind: 'starting', since: at, evidence: by },
        doing: null,
        contextPercent: null,
        paused: null,
        starts: [...seat.starts.filter((start) => start > at - STARTS_WINDOW_MS), at],
      };
    case 'session.opened':
      return {
        ...seat,
        heardAt: at,
        session: {
          id: event.session,
          generation: event.generation,
          pid: event.pid,
          cwd: event.cwd,
          project: event.project,
          tier: event.tier,
          model: event.model,
          startedAt: at,
          guard: event.hooks ? { kind: 'proving' } : { kind: 'none' },
          prompted: false,
          resumable: seat.session?.id === event.session && seat.session.resumable,
        },
      };
    case 'session.renamed':
      return session(seat, (run) => ({ ...run, id: event.session }));
    case 'wall.renewed':
      return { ...seat, isCutOff: true };
    case 'session.closing':
      return { ...seat, state: { kind: 'stopping', since: at, evidence: by } };
    case 'session.exited':
      return gone(afterExit(seat, event), exitState(seat, event.code, event.signal, at));
    case 'session.lost':
      return gone(seat, { kind: 'off', since: at, evidence: 'the supervisor that held it ended' });
    case 'guard.proven':
      return session(seat, (run) => ({ ...run, guard: { kind: 'proven', at, hooks: event.hooks } }));
    case 'guard.absent':
      return {
        ...session(seat, (run) => ({ ...run, guard: { kind: 'absent', because: event.because } })),
        state: { kind: 'unguarded', because: event.because, since: at, evidence: by },
      };
    case 'worker.changed':
      // Who works again, for whatever reason, waits for nothing.
      return {
        ...seat,
        state: event.state,
        doing: event.doing,
        heardAt: at,
        ...(event.state.kind === 'working' && (seat.paused ?? null) !== null ? { paused: null } : {}),
      };
    case 'context.measured':
      return { ...seat, contextPercent: event.percent, heardAt: at };
    case 'context.overflowed':
      return { ...seat, overflows: (seat.overflows ?? 0) + 1, heardAt: at };
    case 'prompt.wanted':
      return { ...seat, sentBack: 0, isCutOff: false, paused: null };
    case 'worker.paused':
      return { ...seat, paused: event.because, heardAt: at };
    case 'worker.sent-back':
      return { ...seat, sentBack: event.times, heardAt: at };
    case 'prompt.submitted':
      return session({ ...seat, heardAt: at }, (run) => ({ ...run, prompted: true, resumable: true }));
    case 'verdict.given':
      return { ...seat, heardAt: at };
    default:
      return seat;
  }
};

const exitState = (seat: Worker, code: number | null, signal: string | null, at: number): WorkerState => {
  switch (seat.state.kind) {
    case 'stopping':
      return { kind: 'off', since: at, evidence: 'human' };
    case 'unguarded':
      return { kind: 'failed', because: `unguarded: ${seat.state.because}`, since: at, evidence: seat.state.evidence };
    default:
      return { kind: 'exited', code, signal, since: at, evidence: 'pty exit' };
  }
};

const gone = (seat: Worker, state: WorkerState): Worker => ({
  ...session(seat, (run) => ({ ...run, pid: null })),
  state,
  doing: null,
});

const seats = (world: World, numbers: readonly WorkerNumber[], at: number): World['workers'] =>
  Object.fromEntries(numbers.map((number) => [number, world.workers[number] ?? emptySeat(number, at)]));

const emptySeat = (number: WorkerNumber, at: number): Worker => ({
  number,
  state: { kind: 'off', since: at, evidence: 'boot' },
  step: null,
  task: null,
  generation: 0,
  session: null,
  doing: null,
  contextPercent: null,
  costMicroUsd: 0,
  starts: [],
  milestone: null,
  sentBack: 0,
  heardAt: null,
});

const worker = (world: World, number: WorkerNumber, step: (seat: Worker) => Worker): World => ({
  ...world,
  workers: change(world.workers, number, step),
});

const session = (seat: Worker, step: (run: Session) => Session): Worker =>
  seat.session === null ? seat : { ...seat, session: step(seat.session) };
