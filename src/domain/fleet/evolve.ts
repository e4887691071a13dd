/** What events mean for the fleet as a whole. */
import type { Logged } from '../event.ts';
import type { World } from '../world.ts';
import type { Fleet } from './fleet.ts';

export const evolveFleet = (world: World, { event, at }: Logged): World => {
  switch (event.kind) {
    case 'fleet.booted':
      return fleetWith(world, {
        workspace: event.workspace,
        mode: event.mode,
        scenario: event.scenario,
        agent: event.agent,
        hooks: event.hooks,
        walled: event.walled ?? false,
        dispatch: event.dispatch,
        state: 'running',
        startedAt: at,
        warnings: [],
      });
    case 'fleet.stopping':
      return fleetWith(world, { state: 'stopping' });
    case 'fleet.stopped':
      return fleetWith(world, { state: 'stopped' });
    case 'fleet.warned':
      return fleetWith(world, { warnings: event.warnings });
    case 'dispatch.set':
      return fleetWith(world, { dispatch: event.mode });
    case 'projects.read':
      return { ...world, projects: event.projects };
    default:
      return world;
  }
};

const fleetWith = (world: World, change: Partial<Fleet>): World => ({ ...world, fleet: { ...world.fleet, ...change } });
