/** `gaffer`: the dashboard, with a supervisor started first when none runs. Leaving it changes nothing for the workers. */
import type { Command } from 'commander';
import type { Places } from '../state/places.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { ensureFleet } from './ensure-fleet.ts';
import { EXIT, endWith } from './exit.ts';
import { runInForeground } from './foreground.ts';
import { say } from './output.ts';
import { showFleet } from './show-fleet.ts';
import { statusText } from './status.ts';
import { askForTrust } from './trust.ts';
import { WORKSPACE_OPTION, type WorkspaceOption, workspacePlaces } from './workspace.ts';

interface Options extends WorkspaceOption {
  readonly foreground?: boolean;
}

export const register = (program: Command): void => {
  program
    .command('dashboard')
    .description('the dashboard (what gaffer without a command opens)')
    .option(...WORKSPACE_OPTION)
    .option('--foreground', 'run supervisor and dashboard in one process; leaving stops the fleet')
    .action(async (options: Options) => {
      const places = workspacePlaces(options);
      if (!places.ok) return endWith(places.problem);
      if (!process.stdin.isTTY || !process.stdout.isTTY) return withoutTerminal(places.value);
      await askForTrust(places.value);
      if (options.foreground === true) return runInForeground(places.value, showFleet);
      const client = await ensureFleet(places.value);
      if (!client.ok) return endWith(client.problem);
      await show(client.value, places.value);
    });
};

/** Shows the dashboard until it is left, and says in one line how things stand afterwards. */
export const show = async (client: FleetClient, places: Places): Promise<void> => {
  const end = await showFleet(client);
  switch (end) {
    case 'left':
      client.close();
      return say(
        `The workers go on. Come back with: gaffer -C ${places.workspace}   Stop them with: gaffer down -C ${places.workspace}`,
      );
    case 'stopped':
      return say('The fleet has stopped. Unfinished tasks go on with the next start.');
    case 'lost':
      process.exitCode = EXIT.failed;
      return say(`The supervisor ended unexpectedly. See ${places.log}; start again with: gaffer`);
  }
};

const withoutTerminal = async (places: Places): Promise<void> => {
  const client = await ensureFleet(places);
  if (!client.ok) return endWith(client.problem);
  process.stdout.write(statusText(client.value.snapshot(), Date.now()));
  say('No terminal here, so this is the status as text. For programs: gaffer status --json');
  client.value.close();
};
