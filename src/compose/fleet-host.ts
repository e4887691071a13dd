/** The FleetClient inside the supervisor's own process: what the socket serves, and what `--foreground` uses directly. */
import type { WorkerNumber } from '../domain/ids.ts';
import type { Result } from '../domain/problem.ts';
import type { Journal } from '../state/journal.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import type { Fleet } from './parts.ts';
import type { Views } from './views.ts';

export interface HostParts {
  readonly fleet: Fleet;
  readonly journal: Journal;
  readonly views: Views;
  readonly startup: (worker: WorkerNumber) => Promise<Result<string>>;
  readonly ended: Promise<void>;
}

export const createFleetHost = ({ fleet, journal, views, startup, ended }: HostParts): FleetClient => ({
  snapshot: fleet.world,
  subscribe: fleet.subscribe,
  command: (command) => fleet.submit(command, { by: 'human' }),
  events: async ({ seq, ...query }) => journal.read(seq === undefined ? query : { after: seq - 1, until: seq }),
  startup,
  openScreen: views.open,
  closed: ended,
  close: () => undefined,
});
