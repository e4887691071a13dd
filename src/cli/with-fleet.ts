/** Runs a command against the running fleet, and says so plainly where none runs. */

import type { Places } from '../state/places.ts';
import { connectFleet } from '../wire/client.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { endWith } from './exit.ts';
import { type WorkspaceOption, workspacePlaces } from './workspace.ts';

export interface FleetOptions extends WorkspaceOption {
  readonly json?: boolean | undefined;
}

export const withFleet = async (
  options: FleetOptions,
  use: (client: FleetClient, places: Places) => Promise<void>,
): Promise<void> => {
  const places = workspacePlaces(options);
  if (!places.ok) return endWith(places.problem, options);
  const client = await connectFleet(places.value.controlSocket);
  if (!client.ok) return endWith(client.problem, options);
  try {
    await use(client.value, places.value);
  } finally {
    client.value.close();
  }
};
