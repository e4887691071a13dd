/**
 * Several steps of one decision, each seeing the World as the steps before it left it: so that two grants of one command
 * can never take the same fence, project or worker.
 */
import type { Event } from './event.ts';
import { evolve } from './evolve.ts';
import type { World } from './world.ts';

export type DecisionStep = (world: World) => readonly Event[];

export const inTurn = (world: World, now: number, steps: readonly DecisionStep[]): readonly Event[] => {
  const events: Event[] = [];
  let scratch = world;
  for (const step of steps) {
    for (const event of step(scratch)) {
      events.push(event);
      scratch = evolve(scratch, { seq: scratch.seq + 1, at: now, by: 'decide', cause: null, event });
    }
  }
  return events;
};
