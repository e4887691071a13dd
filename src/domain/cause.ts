/** Which event led to a command, where the World knows: the first link of every `why`. */
import type { Command } from './command.ts';
import type { Event } from './event.ts';
import type { World } from './world.ts';

/** Seq of the event that `command` answers or belongs to; null when a person or the outside began it. */
export const causeOf = (world: World, command: Command): number | null => {
  switch (command.kind) {
    case 'settle-decision':
    case 'void-decision':
      return world.decisions[command.decision]?.seq ?? null;
    case 'report-reconciled':
      return world.workers[command.worker]?.milestone ?? null;
    default:
      return 'generation' in command ? (world.workers[command.worker]?.milestone ?? null) : null;
  }
};

/** Index of the earlier event of one command that led to the one at `index`: the last one about the same worker. */
export const causeWithin = (events: readonly Event[], index: number): number | null => {
  // A message follows the event that it is about.
  if (index > 0 && events[index]?.kind.startsWith('alert.') === true) return index - 1;
  const worker = workerOf(events[index]);
  if (worker === null) return null;
  for (let earlier = index - 1; earlier >= 0; earlier -= 1) {
    if (workerOf(events[earlier]) === worker) return earlier;
  }
  return null;
};

const workerOf = (event: Event | undefined): number | null =>
  event !== undefined && 'worker' in event ? event.worker : null;
