/**
 * The World as the dashboard draws it: the first change at once, those that follow together, ten times a second. Ink
 * draws no more often than that anyway, and what React makes of a World in between nobody sees.
 */
import type { World } from '../domain/world.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { type Schedule, timerSchedule } from './ticker.ts';

export interface PacedWorld {
  /** The same until listeners are told of the next one. */
  readonly snapshot: () => World;
  readonly subscribe: (listener: () => void) => () => void;
  readonly stop: () => void;
}

export const PACE_MS = 100;

export const createPacedWorld = (
  client: Pick<FleetClient, 'snapshot' | 'subscribe'>,
  clock: () => number = () => performance.now(),
  schedule: Schedule = timerSchedule,
): PacedWorld => {
  const listeners = new Set<() => void>();
  let world = client.snapshot();
  let showsAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;

  const show = (): void => {
    cancel = null;
    world = client.snapshot();
    showsAt = clock() + PACE_MS;
    for (const listener of listeners) listener();
  };
  const leave = client.subscribe(() => {
    if (cancel !== null) return;
    const wait = showsAt - clock();
    if (wait <= 0) show();
    else cancel = schedule(show, wait);
  });

  return {
    snapshot: () => world,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      leave();
      cancel?.();
    },
  };
};
