/** `gaffer attach N`: straight to one worker's screen. */
import type { Command } from 'commander';
import type { WorkerNumber } from '../domain/ids.ts';
import { ok } from '../domain/problem.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { lastingClient } from '../wire/lasting-client.ts';
import { endWith } from './exit.ts';
import { misuse } from './misuse.ts';
import { say } from './output.ts';
import { waitingWayTo } from './way-back.ts';
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
      return withFleet(options, async (client, { workspace }) => {
        if (client.snapshot().workers[worker] === undefined) {
          return endWith({
            kind: 'missing',
            message: `there is no worker ${worker}`,
            next: 'List them with: gaffer status',
          });
        }
        await attachTo(client, worker, workspace);
      });
    });
};

/** It starts no supervisor, so after one that died it waits for whoever does. */
const attachTo = async (running: FleetClient, worker: WorkerNumber, workspace: string): Promise<void> => {
  const { showWorker } = await import('./show-fleet.ts');
  const client = lastingClient(Promise.resolve(ok(running)), waitingWayTo(workspace));
  const end = await showWorker(client, worker);
  client.close();
  await client.settled();
  const problem = client.problem();
  if (problem !== null) endWith(problem);
  else if (end === 'lost') say('The fleet has stopped. Unfinished tasks go on with the next start.');
};
