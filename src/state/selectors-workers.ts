/** Rows of the workers pane: each worker as one line of words, with the reason when a human is needed. */
import type { WorkerNumber } from '../domain/ids.ts';
import { lockOf } from '../domain/locks/held.ts';
import { unreachable } from '../domain/unreachable.ts';
import { isRunning, type Worker, type WorkerState, type WorkerStateKind } from '../domain/workers/worker.ts';
import type { World } from '../domain/world.ts';
import { ageText, moneyText } from './selectors-figures.ts';

export interface WorkerRow {
  readonly number: WorkerNumber;
  readonly state: WorkerStateKind;
  /** One word for the state: `working`, `asks`. */
  readonly word: string;
  readonly project: string;
  readonly task: string;
  readonly title: string;
  readonly tier: string;
  readonly context: string;
  readonly cost: string;
  readonly age: string;
  /** What it does now, or what it waits for. */
  readonly doing: string;
  readonly needsHuman: boolean;
}

export const workersInOrder = (world: World): readonly Worker[] =>
  Object.values(world.workers).toSorted((one, other) => one.number - other.number);

export const workerRows = (world: World, now: number, filter: string): readonly WorkerRow[] =>
  workersInOrder(world)
    .map((worker) => workerRow(world, worker, now))
    .filter((row) =>
      matches(filter, [`${row.number}`, row.word, row.project, row.task, row.title, row.tier, row.doing]),
    );

export const workerAt = (world: World, number: WorkerNumber | null): Worker | null =>
  number === null ? null : (world.workers[number] ?? null);

export const hasScreen = (worker: Worker): boolean => isRunning(worker.state) && worker.session !== null;

/** Nobody stopped it: what its screen said last is worth reading. The supervisor keeps that until the next session. */
export const endedByItself = (worker: Worker): boolean =>
  (worker.state.kind === 'failed' || worker.state.kind === 'exited') && worker.session !== null;

/** Whether every text is somewhere in one of the fields, whatever the case; an empty filter lets all through. */
export const matches = (filter: string, fields: readonly string[]): boolean => {
  const wanted = filter.trim().toLowerCase();
  return wanted === '' || fields.some((field) => field.toLowerCase().includes(wanted));
};

/** Workers that stand still until a human does something, other than answering a decision. */
export const needsHuman = (state: WorkerState): boolean => NEEDS_HUMAN.has(state.kind);

const NEEDS_HUMAN: ReadonlySet<WorkerStateKind> = new Set([
  'unguarded',
  'questioning',
  'refused',
  'unreadable',
  'failed',
]);

export const STATE_WORDS: Readonly<Record<WorkerStateKind, string>> = {
  off: 'off',
  starting: 'starting',
  unguarded: 'unguarded',
  working: 'working',
  retrying: 'retrying',
  asking: 'asks',
  questioning: 'question',
  idle: 'idle',
  interrupted: 'stopped',
  refused: 'refused',
  unreadable: 'unreadable',
  stopping: 'stopping',
  exited: 'exited',
  failed: 'failed',
};

const workerRow = (world: World, worker: Worker, now: number): WorkerRow => {
  const task = worker.task === null ? undefined : world.tasks[worker.task];
  return {
    number: worker.number,
    state: worker.state.kind,
    word: STATE_WORDS[worker.state.kind],
    project: projectOf(world, worker) ?? '-',
    task: worker.task ?? '-',
    title: task?.title ?? '',
    tier: worker.session?.tier ?? '-',
    context: worker.contextPercent === null ? '–' : `${Math.round(worker.contextPercent)}%`,
    cost: moneyText(worker.costMicroUsd),
    age: ageText(worker.state.since, now),
    doing: doingOf(world, worker),
    needsHuman: needsHuman(worker.state),
  };
};

/** The project it holds the lock of; without one, where its task is. */
const projectOf = (world: World, worker: Worker): string | null =>
  lockOf(world, worker.number)?.project ?? (worker.task === null ? null : (world.tasks[worker.task]?.project ?? null));

const doingOf = (world: World, worker: Worker): string => {
  const { state } = worker;
  switch (state.kind) {
    case 'off':
      return 'not started: r starts it';
    case 'starting':
      return worker.session?.guard.kind === 'proving' ? 'proving its guard' : 'starting';
    case 'working':
      return worker.doing ?? (worker.step === null ? '' : `${worker.step} step`);
    case 'retrying':
      return `asks the model service again: ${worker.doing ?? 'it does not answer'}`;
    case 'asking':
      return state.decision === null ? 'waits for an answer' : `waits for ${state.decision}`;
    case 'questioning':
      return 'asks in its own screen: Enter to answer';
    case 'idle':
      return idleReason(world, worker);
    case 'interrupted':
      return 'interrupted: s to send it on';
    case 'refused':
      return `model service refused: ${state.because}`;
    case 'unguarded':
    case 'unreadable':
    case 'failed':
      return state.because;
    case 'stopping':
      return 'closing its session';
    case 'exited':
      return exitText(state);
    default:
      return unreachable(state);
  }
};

const idleReason = (world: World, worker: Worker): string => {
  if (worker.task !== null) return 'stopped with its task open';
  if (worker.session?.guard.kind === 'none') return 'its program has no hooks: it gets no tasks';
  if (world.fleet.dispatch === 'off') return 'dispatch is off: d changes it';
  const open = Object.values(world.tasks).some((task) => task.section === 'ready' && !task.done);
  return open ? 'no ready task is free for it' : 'backlog has no ready task';
};

const exitText = (state: Extract<WorkerState, { kind: 'exited' }>): string =>
  state.signal === null ? `ended with code ${state.code ?? 'unknown'}` : `ended by ${state.signal}`;
