/** What events mean for the resume triggers as last read. One that was read before keeps what it knows. */
import type { Logged } from '../event.ts';
import { put } from '../records.ts';
import type { World } from '../world.ts';
import type { ArmedTrigger, Trigger } from './trigger.ts';

export const evolveTriggers = (world: World, { event }: Logged): World => {
  switch (event.kind) {
    case 'triggers.read': {
      const known = world.triggers[event.worker] ?? [];
      return {
        ...world,
        triggers: put(
          world.triggers,
          event.worker,
          event.triggers.map((read) => armed(read, known)),
        ),
      };
    }
    case 'trigger.fired':
      return {
        ...world,
        triggers: put(
          world.triggers,
          event.worker,
          (world.triggers[event.worker] ?? []).map((trigger) =>
            trigger.words === event.words ? { ...trigger, fired: true } : trigger,
          ),
        ),
      };
    default:
      return world;
  }
};

/** `in 20m` counts from the first reading, and a file is compared with how it looked then. */
const armed = (read: Trigger, known: readonly ArmedTrigger[]): ArmedTrigger => {
  const before = known.find(({ words }) => words === read.words);
  return { ...read, on: before?.on ?? read.on, fired: before?.fired ?? false };
};
