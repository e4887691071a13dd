/**
 * The hidden `gaffer supervisor`: one per workspace, started by whoever needs it first. To a starter it says on its
 * ready pipe what became of the start, once, and then goes on without it; to whoever runs it by hand, on stderr.
 */
import { writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { describeProblem, type Problem } from '../domain/problem.ts';
import { noteRuntime, placesOf } from '../state/places.ts';
import { takeSupervisorLock } from '../state/supervisor-lock.ts';
import { serveFleet } from '../wire/server.ts';
import { GO, type ReadyMessage } from './ensure-fleet.ts';
import { exitCodeOf } from './exit.ts';
import { takenProblem } from './taken.ts';

/** The descriptor of the ready pipe: what ensure-fleet.ts gives its child after stdio. */
const READY_FD = 3;

interface Options {
  readonly workspace: string;
  readonly held?: boolean;
  readonly rehearsal?: string;
  readonly pace?: string;
}

export const register = (program: Command): void => {
  program
    .command('supervisor', { hidden: true })
    .requiredOption('--workspace <dir>')
    .option('--held', 'begin when stdin says go')
    .option('--rehearsal <scenario>')
    .option('--pace <pace>')
    .action(async (options: Options) => {
      // Its terminal may go away at any time; only being told to stop, or its fleet's end, ends it.
      process.on('SIGHUP', () => undefined);
      // Loading takes longer than whatever its starter still has to do.
      const loading = import('../compose/supervisor.ts');
      if (options.held === true && (await text(process.stdin)) !== GO) return;
      const message = await run(options, (await loading).startSupervisor).catch(notStarted);
      if (options.held === true) tell(message);
      else if (message.kind === 'problem') sayProblem(message.problem);
      // What was opened before the problem came up would keep the process.
      if (message.kind === 'problem') process.exit(exitCodeOf(message.problem));
    });
};

const run = async (
  options: Options,
  startSupervisor: typeof import('../compose/supervisor.ts').startSupervisor,
): Promise<ReadyMessage> => {
  const places = placesOf(options.workspace, process.env);
  if (!places.ok) return problem(places.problem);
  const lock = takeSupervisorLock(places.value.lock);
  if (lock === null) return options.held === true ? { kind: 'other' } : problem(await takenProblem(places.value));
  const unnoted = noteRuntime(places.value);
  const started = await startSupervisor(places.value, {
    rehearsal: options.rehearsal ?? null,
    pace: options.pace ?? null,
    warnings: unnoted === null ? [] : [describeProblem(unnoted)],
    log: (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
  });
  if (!started.ok) {
    lock.release();
    return problem(started.problem);
  }
  const supervisor = started.value;
  const server = await serveFleet(supervisor.fleet, places.value.controlSocket);
  // For people who look for the process; nothing of ours trusts it.
  writeFileSync(join(places.value.own, 'supervisor.pid'), `${process.pid}\n`, { mode: 0o600 });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void supervisor.stop());
  void supervisor.ended.then(async () => {
    await server.close();
    lock.release();
    process.exit();
  });
  return { kind: 'ready' };
};

const problem = (found: Problem): ReadyMessage => ({ kind: 'problem', problem: found });

/** A full disk, for the most part: a sentence is of more use than where in the program it came up. */
const notStarted = (error: unknown): ReadyMessage =>
  problem({
    kind: 'process',
    message: 'the supervisor cannot start',
    found: error instanceof Error ? error.message : String(error),
    next: 'Run gaffer doctor, or gaffer --foreground to see it start.',
  });

const tell = (message: ReadyMessage): void => {
  try {
    writeSync(READY_FD, `${JSON.stringify(message)}\n`);
  } catch {
    // Its starter is gone; stderr is the log then, where a person looks.
    if (message.kind === 'problem') sayProblem(message.problem);
  }
};

const sayProblem = (found: Problem): void => {
  process.stderr.write(`${describeProblem(found)}\n`);
};
