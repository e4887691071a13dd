/**
 * Folds one event into the World. Pure and total: an event that was once journalled always replays, whatever else
 * changed, and nothing here asks the clock or touches the outside.
 */
import { evolveAlerts } from './alerts/evolve.ts';
import { evolveChecks } from './checks/evolve.ts';
import type { Event, Logged } from './event.ts';
import { evolveFailures } from './failures/evolve.ts';
import { evolveFleet } from './fleet/evolve.ts';
import { withNotice } from './fleet/notice.ts';
import { evolveLocks } from './locks/evolve.ts';
import { evolveRefusals } from './locks/refusal.ts';
import { evolveTouch } from './locks/touch.ts';
import { evolveMail } from './mail/evolve.ts';
import { evolveMemory } from './memory/evolve.ts';
import { evolvePipelines } from './pipelines/evolve.ts';
import { evolveDecisions } from './policies/evolve.ts';
import { evolveTasks } from './tasks/evolve.ts';
import { evolveUsage } from './tiers/evolve.ts';
import { evolveRoutes } from './tiers/evolve-routes.ts';
import { evolveTiers } from './tiers/evolve-tiers.ts';
import { evolveTriggers } from './triggers/evolve.ts';
import { evolveWorkers } from './workers/evolve.ts';
import { emptyWorld, type World } from './world.ts';

type Fold = (world: World, logged: Logged) => World;

/**
 * Each noun looks at every event and takes what concerns it; the order does not matter, as no two write one field. By name,
 * so that none can stand here twice and count everything double.
 */
const folds: Readonly<Record<string, Fold>> = {
  fleet: evolveFleet,
  workers: evolveWorkers,
  tasks: evolveTasks,
  locks: evolveLocks,
  refusals: evolveRefusals,
  touch: evolveTouch,
  decisions: evolveDecisions,
  usage: evolveUsage,
  pipelines: evolvePipelines,
  memory: evolveMemory,
  failures: evolveFailures,
  tiers: evolveTiers,
  routes: evolveRoutes,
  triggers: evolveTriggers,
  mail: evolveMail,
  checks: evolveChecks,
  alerts: evolveAlerts,
};

const inOrder = Object.values(folds);

export const evolve = (world: World, logged: Logged): World => {
  const folded = inOrder.reduce((next, fold) => fold(next, logged), world);
  return withNotice({ ...folded, seq: logged.seq }, logged);
};

/** The World after all of `log`, from nothing or from a snapshot of it. */
export const replay = (log: Iterable<Logged<Event>>, from: World = emptyWorld): World => {
  let world = from;
  for (const logged of log) world = evolve(world, logged);
  return world;
};
