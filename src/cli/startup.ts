/** `gaffer startup N`: the startup sequence as the worker's next session would be given it. */
import type { Command } from 'commander';
import type { WorkerNumber } from '../domain/ids.ts';
import { endWith } from './exit.ts';
import { printJson } from './output.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { parseWorker } from './workers.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

export const register = (program: Command): void => {
  program
    .command('startup')
    .argument('<number>', 'the worker', parseWorker)
    .description('the startup sequence that a worker’s next session is given')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .action((worker: WorkerNumber, options: FleetOptions) =>
      withFleet(options, async (client) => {
        const text = await client.report('startup', { worker });
        if (!text.ok) return endWith(text.problem, options);
        if (options.json === true) printJson({ worker, text: text.value });
        else process.stdout.write(`${text.value.trimEnd()}\n`);
      }),
    );
};
