/** `gaffer up` and `gaffer down`: the supervisor without a dashboard, and the end of the fleet. */
import type { Command } from 'commander';
import type { Places } from '../state/places.ts';
import { takeSupervisorLock } from '../state/supervisor-lock.ts';
import { connectFleet } from '../wire/client.ts';
import { ensureFleet, joinStarting } from './ensure-fleet.ts';
import { endWith } from './exit.ts';
import { printJson, say } from './output.ts';
import { statusOf } from './status.ts';
import type { FleetOptions } from './with-fleet.ts';
import { WORKSPACE_OPTION, workspacePlaces } from './workspace.ts';

export const register = (program: Command): void => {
  program
    .command('up')
    .description('start the supervisor and its workers, without a dashboard')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .action(async (options: FleetOptions) => {
      const places = workspacePlaces(options);
      if (!places.ok) return endWith(places.problem, options);
      const client = await ensureFleet(places.value);
      if (!client.ok) return endWith(client.problem, options);
      if (options.json === true) printJson(statusOf(client.value.snapshot(), Date.now()));
      else say(`the fleet of ${places.value.workspace} runs; watch it with: gaffer`);
      client.value.close();
    });
  program
    .command('down')
    .description('stop all workers and the supervisor; unfinished tasks go on with the next start')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .action(async (options: FleetOptions) => {
      const places = workspacePlaces(options);
      if (!places.ok) return endWith(places.problem, options);
      const listening = await connectFleet(places.value.controlSocket);
      const client = listening.ok || !isHeld(places.value) ? listening : await joinStarting(places.value);
      if (!client.ok)
        return client.problem.kind === 'missing' ? say('no supervisor runs here') : endWith(client.problem, options);
      const stopping = await client.value.command({ kind: 'stop-fleet' });
      if (!stopping.ok) {
        client.value.close();
        return endWith(stopping.problem, options);
      }
      await client.value.closed;
      if (options.json === true) printJson({ ok: true });
      else say('the fleet has stopped');
    });
};

/** Whether a supervisor has the workspace, though it does not listen yet. */
const isHeld = ({ lock }: Places): boolean => {
  const taken = takeSupervisorLock(lock);
  taken?.release();
  return taken === null;
};
