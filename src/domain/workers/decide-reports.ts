/**
 * Decides what the reports of a session mean. A report of an older generation is dropped: that session speaks for
 * nobody any more. A repeated claim that changes nothing gives no event.
 */
import type { SessionReport } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import { crashFailure, sceneOf } from '../failures/noticed.ts';
import { mailAfterTyping } from '../mail/decide.ts';
import { voidDecisionsOf } from '../policies/voiding.ts';
import { ok } from '../problem.ts';
import { pause } from '../tiers/pause.ts';
import { unreachable } from '../unreachable.ts';
import type { World } from '../world.ts';
import { firstPrompt } from './first-prompt.ts';
import { isFull } from './full-session.ts';
import { overflowed } from './overflow.ts';
import { afterExit, planRestart } from './restarts.ts';
import type { Signal } from './signal.ts';
import { checkedForRelease, decideStop } from './stop.ts';
import { wantAgain } from './wanting.ts';
import { isRunning, type Worker, type WorkerState } from './worker.ts';

type Report = Exclude<
  SessionReport,
  {
    kind:
      | 'record-verdict'
      | 'ask-decision'
      | 'void-decision'
      | 'deliver-answers'
      | 'deliver-mail'
      | 'report-model-refused'
      | 'report-loop';
  }
>;

export const decideReports = (world: World, report: Report, now: number): Decided => {
  const worker = world.workers[report.worker];
  if (worker === undefined || worker.generation !== report.generation) return ok([]);
  const who = { worker: worker.number, generation: worker.generation };
  switch (report.kind) {
    case 'report-opened': {
      const { kind: _, ...facts } = report;
      const opened: Event = { kind: 'session.opened', ...facts };
      // A program without hooks proves nothing and reports nothing: it is ready when it runs.
      return ok(report.hooks ? [opened] : [opened, changed(who, { kind: 'idle', since: now, evidence: 'pty' }, null)]);
    }
    case 'report-open-failed':
      return ok([changed(who, { kind: 'failed', because: report.because, since: now, evidence: 'spawn' }, null)]);
    case 'report-exited':
      return ok(exited(world, worker, report, now));
    case 'report-guard-proven':
      return ok(guardProven(world, worker, report.hooks, now));
    case 'report-guard-absent':
      return ok(
        worker.session?.guard.kind === 'proving' ? [{ kind: 'guard.absent', ...who, because: report.because }] : [],
      );
    case 'report-session-id':
      return ok(
        worker.session?.id === report.session ? [] : [{ kind: 'session.renamed', ...who, session: report.session }],
      );
    case 'report-signal':
      return ok(signalled(worker, report.signal, report.evidence, now));
    case 'retry-turn':
      // Whoever works by now, or was paused or given up meanwhile, needs no telling.
      return ok(
        worker.state.kind !== 'refused' || worker.task === null || isFull(worker)
          ? []
          : [{ kind: 'prompt.wanted', ...who, purpose: 'task', text: retryText(worker.task, worker.state.because) }],
      );
    case 'pause-worker': {
      // Of several calls at once, the first that ends has paused it.
      const isPaused = (worker.paused ?? null) !== null && worker.state.kind === 'idle';
      const paused = isRunning(worker.state) && !isPaused ? pause(world, worker) : [];
      const idle = changed(who, { kind: 'idle', since: now, evidence: 'budget' }, null);
      return ok(paused.length === 0 ? [] : [...paused, idle]);
    }
    case 'report-overflow':
      return ok(isRunning(worker.state) ? overflowed(world, worker, report.because, now) : []);
    case 'report-stop':
      return ok(decideStop(world, worker, report.findings));
    case 'report-checks':
      return ok(checkedForRelease(world, worker, report.checks));
    case 'report-typed':
      return ok([
        report.outcome === 'submitted'
          ? { kind: 'prompt.submitted', ...who }
          : { kind: 'prompt.failed', ...who, because: report.because ?? 'it was not taken' },
        ...mailAfterTyping(world, report),
      ]);
    default:
      return unreachable(report);
  }
};

const retryText = (task: string, because: string): string =>
  `Go on with [task ${task}] where you stopped: the model service refused your turn (${because}), and may answer by now.`;

type Who = Pick<Event & { kind: 'session.lost' }, 'worker' | 'generation'>;

const changed = (who: Who, state: WorkerState, doing: string | null): Event => ({
  kind: 'worker.changed',
  ...who,
  state,
  doing,
});

const exited = (
  world: World,
  worker: Worker,
  report: Extract<Report, { kind: 'report-exited' }>,
  now: number,
): readonly Event[] => {
  if (!isRunning(worker.state)) return [];
  const who = { worker: worker.number, generation: worker.generation };
  const ended: Event = { kind: 'session.exited', ...who, code: report.code, signal: report.signal };
  const voided = voidDecisionsOf(world, worker.number, 'the session that asked ended');
  if (world.fleet.state === 'stopping') return [ended, ...voided, ...lastOne(world, worker)];
  if (worker.state.kind === 'stopping' || worker.state.kind === 'unguarded') return [ended, ...voided];
  const crash = crashed(world, worker, report);
  const restart = planRestart(worker, now);
  return restart.kind === 'again'
    ? [ended, ...wantAgain(world, afterExit(worker, report), restart.notBefore), ...crash]
    : [
        ended,
        ...voided,
        changed(who, { kind: 'failed', because: restart.because, since: now, evidence: 'pty exit' }, null),
        ...crash,
      ];
};

/** A session that ends with code 0 has been told to. */
const crashed = (
  world: World,
  { number }: Worker,
  { code, signal }: Extract<Report, { kind: 'report-exited' }>,
): readonly Event[] =>
  code === 0 ? [] : [{ kind: 'failure.seen', ...crashFailure(sceneOf(world, number), code, signal) }];

const lastOne = (world: World, worker: Worker): readonly Event[] => {
  const others = Object.values(world.workers).filter((other) => other.number !== worker.number);
  return others.some((other) => isRunning(other.state)) ? [] : [{ kind: 'fleet.stopped' }];
};

/**
 * The first prompt is typed only once every hook of the gate was seen: an unguarded session gets no work. One whose budget
 * is used up (it rose to a tier that costs, it was started again) is not asked anything before there is money.
 */
const guardProven = (world: World, worker: Worker, hooks: readonly string[], now: number): readonly Event[] => {
  if (worker.session?.guard.kind !== 'proving') return [];
  const who = { worker: worker.number, generation: worker.generation };
  const text = firstPrompt(world, worker);
  const paused = text === null ? [] : pause(world, worker);
  const next: Event =
    text === null || paused.length > 0
      ? changed(who, { kind: 'idle', since: now, evidence: text === null ? 'guard proven' : 'budget' }, null)
      : { kind: 'prompt.wanted', ...who, purpose: 'task', text };
  return [{ kind: 'guard.proven', ...who, hooks }, ...paused, next];
};

const signalled = (worker: Worker, signal: Signal, evidence: string, now: number): readonly Event[] => {
  const who = { worker: worker.number, generation: worker.generation };
  const held = { since: now, evidence };
  const to = (state: WorkerState, doing: string | null = null): readonly Event[] =>
    worker.state.kind === state.kind && worker.doing === doing ? [] : [changed(who, keepSince(worker, state), doing)];
  // Nothing that a session says before its guard is proven, or after it was told to close, changes what it is.
  if (['stopping', 'unguarded', 'failed'].includes(worker.state.kind) || !isRunning(worker.state)) return [];
  switch (signal.kind) {
    case 'busy':
      return signal.doing === null && worker.state.kind === 'working'
        ? []
        : to({ kind: 'working', ...held }, signal.doing);
    case 'prompted':
      return worker.state.kind === 'working' ? [] : to({ kind: 'working', ...held });
    case 'idle':
      // Idle means free for work, and nobody is free before its guard is proven.
      return worker.session?.guard.kind === 'proving'
        ? to({ kind: 'starting', ...held })
        : to({ kind: 'idle', ...held });
    case 'retrying':
      return to({ kind: 'retrying', ...held }, signal.because);
    case 'questioning':
    case 'interrupted':
      return to({ kind: signal.kind, ...held });
    case 'refused':
    case 'unreadable':
      return to({ kind: signal.kind, because: signal.because, ...held });
    case 'context':
      return worker.contextPercent === signal.percent
        ? []
        : [{ kind: 'context.measured', ...who, percent: signal.percent }];
    default:
      return unreachable(signal);
  }
};

/** A state that goes on keeps its beginning; only what is being done changed. */
const keepSince = (worker: Worker, state: WorkerState): WorkerState =>
  worker.state.kind === state.kind ? { ...state, since: worker.state.since } : state;
