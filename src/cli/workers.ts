/** `gaffer workers` and `gaffer send`: start, stop, restart a worker, or type a text into its session. */
import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { HumanCommand } from '../domain/command.ts';
import { isWorkerNumber, type WorkerNumber } from '../domain/ids.ts';
import { endWith } from './exit.ts';
import { misuse, textFrom } from './misuse.ts';
import { printJson, say } from './output.ts';
import { statusOf, workersText } from './status.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

type Verb = 'start' | 'stop' | 'restart';
const DONE: Readonly<Record<Verb, string>> = { start: 'starts', stop: 'stops', restart: 'starts again' };

export const register = (program: Command): void => {
  program
    .command('workers')
    .description('list the workers, or start, stop, restart one')
    .addArgument(new Argument('[verb]', 'what to do').choices(['list', 'start', 'stop', 'restart']).default('list'))
    .argument('[number]', 'the worker', parseWorker)
    .option(...WORKSPACE_OPTION)
    .option('--json', 'JSON')
    .action((verb: Verb | 'list', worker: WorkerNumber | undefined, options: FleetOptions, command: Command) => {
      if (verb === 'list') {
        if (worker !== undefined) misuse(command, `list takes no number, it shows every worker (found ${worker})`);
        return withFleet(options, async (client) => {
          const { workers } = statusOf(client.snapshot(), Date.now());
          if (options.json === true) printJson(workers);
          else process.stdout.write(`${workersText(workers)}\n`);
        });
      }
      if (worker === undefined) return misuse(command, `which worker? Say: gaffer workers ${verb} 2`);
      return withFleet(options, (client) =>
        run(client, { kind: `${verb}-worker`, worker }, `worker ${worker} ${DONE[verb]}`, options),
      );
    });
  program
    .command('send')
    .description('type a text into a worker’s session and submit it')
    .argument('<number>', 'the worker', parseWorker)
    .argument('<text...>', 'the text')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'JSON')
    .action((worker: WorkerNumber, words: readonly string[], options: FleetOptions, command: Command) => {
      const text = textFrom(words, 'the text', command);
      return withFleet(options, (client) =>
        run(client, { kind: 'send-text', worker, text }, `queued for worker ${worker}`, options),
      );
    });
};

const run = async (
  client: Parameters<Parameters<typeof withFleet>[1]>[0],
  command: HumanCommand,
  done: string,
  options: FleetOptions,
): Promise<void> => {
  const result = await client.command(command);
  if (!result.ok) return endWith(result.problem, options);
  if (options.json === true) printJson({ ok: true, events: result.value });
  else say(result.value.length === 0 ? 'nothing to do' : done);
};

export const parseWorker = (text: string): WorkerNumber => {
  const number = Number(text);
  if (!isWorkerNumber(number)) throw new InvalidArgumentError('a worker’s number is 1 to 64.');
  return number;
};
