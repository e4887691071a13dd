/** `gaffer`: the dashboard, with a supervisor started first when none runs. Leaving it changes nothing for the workers. */
import type { Command } from 'commander';
import type { Result } from '../domain/problem.ts';
import type { World } from '../domain/world.ts';
import type { Places } from '../state/places.ts';
import { connectFleet } from '../wire/client.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { lastingClient } from '../wire/lasting-client.ts';
import { ensureFleet } from './ensure-fleet.ts';
import { EXIT, endWith } from './exit.ts';
import { say } from './output.ts';
import { type SeatWay, wayBackTo } from './way-back.ts';
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
      if (options.foreground === true) return inForeground(places.value);
      const running = await connectFleet(places.value.controlSocket);
      if (running.ok) return show(Promise.resolve(running), wayBackTo(places.value.workspace));
      const trust = import('./trust.ts').then(({ askForTrust }) => askForTrust(places.value));
      const coming = ensureFleet(places.value, { after: trust });
      // Loads while files are read and the supervisor starts.
      void import('./show-fleet.ts');
      await trust;
      await show(coming, wayBackTo(places.value.workspace));
    });
};

/**
 * Shows the dashboard at once, before its supervisor is there and over the end of one, until it is left; and says in one
 * line how things stand afterwards.
 */
export const show = async (coming: Promise<Result<FleetClient>>, way: SeatWay): Promise<void> => {
  const { showFleet } = await import('./show-fleet.ts');
  const client = lastingClient(coming, way);
  const end = await showFleet(client);
  const { workspace } = way;
  client.close();
  await client.settled();
  const gone = client.gone();
  const problem = client.problem() ?? (gone?.isStarting === true ? gone.problem : null);
  if (problem !== null) return endWith(problem);
  switch (end) {
    case 'left':
      if (gone !== null) return sayGone(way, client.snapshot());
      return say(
        `The workers go on. Come back with: gaffer -C ${workspace}   Stop them with: gaffer down -C ${workspace}`,
      );
    case 'stopped':
      return say('The fleet has stopped. Unfinished tasks go on with the next start.');
    case 'lost':
      return sayGone(way, client.snapshot());
  }
};

const sayGone = ({ log, commandFor }: SeatWay, lost: World): void => {
  process.exitCode = EXIT.failed;
  say(`The supervisor ended unexpectedly. See ${log}; start it again with: ${commandFor(lost)}`);
};

const inForeground = async (places: Places): Promise<void> => {
  const { runInForeground } = await import('./foreground.ts');
  const { showFleet } = await import('./show-fleet.ts');
  await runInForeground(places, showFleet);
};

const withoutTerminal = async (places: Places): Promise<void> => {
  const client = await ensureFleet(places);
  if (!client.ok) return endWith(client.problem);
  const { statusText } = await import('./status.ts');
  process.stdout.write(statusText(client.value.snapshot(), Date.now()));
  say('No terminal here, so this is the status as text. For programs: gaffer status --json');
  client.value.close();
};
