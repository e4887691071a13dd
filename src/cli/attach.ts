/** `gaffer attach N`: straight to one worker's screen. */
import type { Command } from 'commander';
import type { WorkerNumber } from '../domain/ids.ts';
import { endWith } from './exit.ts';
import { misuse } from './misuse.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { parseWorker } from './workers.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

export const register = (program: Command): void => {
  program
    .command('attach')
    .argument('<number>', 'the worker', parseWorker)
    .description('go to a worker’s screen; ctrl-] leads back')
    .option(...WORKSPACE_OPTION)
    .action((worker: WorkerNumber, options: FleetOptions, command: Command) => {
      if (!process.stdin.isTTY || !process.stdout.isTTY)
        return misuse(command, `attach needs a terminal. To type without one: gaffer send ${worker} TEXT`);
      return withFleet(options, async (client) => {
        if (client.snapshot().workers[worker] === undefined) {
          return endWith({
            kind: 'missing',
            message: `there is no worker ${worker}`,
            next: 'List them with: gaffer status',
          });
        }
        const { showWorker } = await import('./show-fleet.ts');
        await showWorker(client, worker);
      });
    });
};
