/**
 * How a seat comes by a supervisor again after one that died: the dashboard starts it as it started the first, with what
 * made that fleet what it was; a seat that never starts one waits for whoever does.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Result } from '../domain/problem.ts';
import type { World } from '../domain/world.ts';
import { type Places, placesOf } from '../state/places.ts';
import { connectFleet } from '../wire/client.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import type { WayBack } from '../wire/lasting-client.ts';
import { ensureFleet } from './ensure-fleet.ts';

/** With what the last words of a seat name. */
export interface SeatWay extends WayBack {
  readonly workspace: string;
}

export const wayBackTo = (workspace: string, argsOf: (lost: World) => readonly string[] = rehearsalOf): SeatWay => ({
  ...waitingWayTo(workspace),
  start: (lost) => at(workspace, (places) => ensureFleet(places, { args: argsOf(lost) })),
});

export const waitingWayTo = (workspace: string): SeatWay => ({
  workspace,
  log: join(workspace, '.gaffer/supervisor.log'),
  find: () => at(workspace, ({ controlSocket }) => connectFleet(controlSocket)),
  start: null,
  commandFor: ({ fleet: { scenario } }) =>
    scenario === null ? `gaffer up -C ${workspace}` : `gaffer rehearse ${scenario} --dir ${workspace}`,
  now: Date.now,
  pause: (ms) => pause(ms),
});

/** Looked for each time: the next supervisor may come from another environment, and have its sockets in another place. */
const at = async (
  workspace: string,
  use: (places: Places) => Promise<Result<FleetClient>>,
): Promise<Result<FleetClient>> => {
  const places = placesOf(workspace, process.env);
  return places.ok ? use(places.value) : places;
};

/** A rehearsal must never go on with a model that costs money. */
const rehearsalOf = ({ fleet: { scenario } }: World): readonly string[] =>
  scenario === null ? [] : ['--rehearsal', scenario];
