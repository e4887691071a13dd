/**
 * Folds one event into the World. Pure and total: an event that was once journalled always replays, whatever else
 * changed, and nothing here asks the clock or touches the outside.
 */
import type { Event, Logged } from './event.ts';
import { evolveFailures } from './failures/evolve.ts';
import { evolveFleet } from './fleet/evolve.ts';
import { withNotice } from './fleet/notice.ts';
import { evolveLocks } from './locks/evolve.ts';
import { evolveMail } from './mail/evolve.ts';
import { evolveMemory } from './memory/evolve.ts';
import { evolveDecisions } from './policies/evolve.ts';
import { evolveTasks } from './tasks/evolve.ts';
import { evolveUsage } from './tiers/evolve.ts';
import { evolveTriggers } from './triggers/evolve.ts';
import { evolveWorkers } from './workers/evolve.ts';
import { emptyWorld, type World } from './world.ts';

type Fold = (world: World, logged: Logged) => World;

/** Each noun looks at every event and takes what concerns it; the order does not matter, as no two write one field. */
const folds: readonly Fold[] = [
  evolveFleet,
  evolveWorkers,
  evolveTasks,
  evolveLocks,
  evolveDecisions,
  evolveUsage,
  evolveMemory,
  evolveFailures,
  evolveTriggers,
  evolveMail,
];

export const evolve = (world: World, logged: Logged): World => {
  const folded = folds.reduce((next, fold) => fold(next, logged), world);
  return withNotice({ ...folded, seq: logged.seq }, logged);
};

/** The World after all of `log`, from nothing or from a snapshot of it. */
export const replay = (log: Iterable<Logged<Event>>, from: World = emptyWorld): World => {
  let world = from;
  for (const logged of log) world = evolve(world, logged);
  return world;
};
