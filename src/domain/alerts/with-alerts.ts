/** Adds to decided events the messages that they are worth, each right after the event that it is about. */
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import { evolve } from '../evolve.ts';
import { ok } from '../problem.ts';
import type { World } from '../world.ts';
import { consider } from './consider.ts';
import { newsOf } from './news-of.ts';

export const withAlerts = (world: World, decided: Decided, now: number): Decided => {
  if (!decided.ok || decided.value.every((event) => newsOf(world, event).length === 0)) return decided;
  const events: Event[] = [];
  let scratch = world;
  const take = (event: Event): void => {
    events.push(event);
    scratch = evolve(scratch, { seq: scratch.seq + 1, at: now, by: 'decide', cause: null, event });
  };
  for (const event of decided.value) {
    const news = newsOf(scratch, event);
    take(event);
    for (const each of news) for (const message of consider(scratch, each, now)) take(message);
  }
  return ok(events);
};
