/** Reads what the startup sequence is made of, and makes it: at each session start, and for `gaffer startup N`. */
import type { SessionKey } from '../claude/session-key.ts';
import type { Failure } from '../domain/failures/failure.ts';
import { failuresLike } from '../domain/failures/likeness.ts';
import type { WorkerNumber } from '../domain/ids.ts';
import { lockOf } from '../domain/locks/held.ts';
import { describeProblem, ok, type Result } from '../domain/problem.ts';
import { readyTasks } from '../domain/tasks/readiness.ts';
import { findWorker } from '../domain/workers/find.ts';
import { recallText } from '../domain/workers/recall.ts';
import { type OtherWorker, startupSequence } from '../domain/workers/startup.ts';
import type { World } from '../domain/world.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import type { Failures } from './failures.ts';
import type { Memory } from './memory.ts';
import type { Fleet } from './parts.ts';

export interface Startup {
  readonly textFor: (session: SessionKey) => Promise<string>;
  readonly preview: (worker: WorkerNumber) => Promise<Result<string>>;
}

export const createStartup = (fleet: Fleet, shared: SharedFiles, memory: Memory, failures: Failures): Startup => {
  const textOf = async (name: string): Promise<string> => {
    const read = await shared.read(name);
    if (read.ok) return read.value.text;
    fleet.log(describeProblem(read.problem));
    return '';
  };

  const textFor = async (number: WorkerNumber): Promise<string> => {
    const world = fleet.world();
    const worker = world.workers[number];
    const task = worker?.task === null || worker?.task === undefined ? undefined : world.tasks[worker.task];
    const notes = await memory.startupNotes(task);
    return startupSequence(
      {
        worker: number,
        instructions: await textOf('CLAUDE.md'),
        status: await textOf(`WORKER${number}.md`),
        recall: worker === undefined ? '' : recallText(world, worker),
        policies: await textOf('POLICIES.md'),
        environment: await textOf('ENVIRONMENT.md'),
        others: othersOf(world, number),
        ready: readyTasks(world),
        hotMemory: notes.hot,
        warmMemory: notes.warm,
        failures: task === undefined ? [] : failuresLike(task, failures.entries()).map(noteOfFailure),
      },
      fleet.config.startup.budgetTokens,
    );
  };

  return {
    textFor: ({ worker }) => textFor(worker),
    preview: async (worker) => {
      const found = findWorker(fleet.world(), worker);
      return found.ok ? ok(await textFor(worker)) : found;
    },
  };
};

/** What the other workers hold and do, as a worker may know it. */
export const othersOf = (world: World, number: WorkerNumber): readonly OtherWorker[] =>
  Object.values(world.workers)
    .filter((other) => other.number !== number)
    .map((other) => ({
      worker: other.number,
      project: lockOf(world, other.number)?.project ?? null,
      task: other.task,
      doing: other.doing,
    }));

const noteOfFailure = ({ id, title, what, why, fix, prevent }: Failure) => ({
  file: 'FAILURES.md',
  text: [`${id} ${title}`, ...labelled({ What: what, Why: why, Fix: fix, Prevent: prevent })].join('\n'),
});

const labelled = (fields: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(fields)
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${text}`);
