/** The FleetClient inside the supervisor's own process: what the socket serves, and what `--foreground` uses directly. */
import type { ReportMakers } from '../domain/reports.ts';
import type { Journal } from '../state/journal.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import type { Deploys } from './deploys.ts';
import type { Fleet } from './parts.ts';
import type { Views } from './views.ts';

export interface HostParts {
  readonly fleet: Fleet;
  readonly journal: Journal;
  readonly views: Views;
  readonly reports: ReportMakers;
  readonly deploys: Deploys;
  /** Stops the fleet, also when nothing can be journalled any more. */
  readonly stop: () => ReturnType<Fleet['submit']>;
  readonly ended: Promise<void>;
}

export const createFleetHost = ({ fleet, journal, views, reports, deploys, stop, ended }: HostParts): FleetClient => ({
  snapshot: fleet.world,
  subscribe: fleet.subscribe,
  command: (command) => {
    if (command.kind === 'stop-fleet') return stop();
    return command.kind === 'deploy' || command.kind === 'stop-run'
      ? deploys.command(command)
      : fleet.submit(command, { by: 'human' });
  },
  events: async ({ seq, ...query }) => journal.read(seq === undefined ? query : { after: seq - 1, until: seq }),
  report: (name, query) => reports[name](query),
  openScreen: views.open,
  gone: () => null,
  closed: ended,
  close: () => undefined,
});
