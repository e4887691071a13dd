/** Waiting decisions whose asker is gone: they become void, so that no answer can reach a session that never asked. */
import type { Event } from '../event.ts';
import type { WorkerNumber } from '../ids.ts';
import type { World } from '../world.ts';
import type { Decision } from './decision.ts';

export const waitingDecisions = (world: World): readonly Decision[] =>
  Object.values(world.decisions).filter((decision) => decision.state.kind === 'waiting');

export const voidDecisionsOf = (world: World, worker: WorkerNumber, because: string): readonly Event[] =>
  voidAll(
    waitingDecisions(world).filter((decision) => decision.worker === worker),
    because,
  );

export const voidAll = (decisions: readonly Decision[], because: string): readonly Event[] =>
  decisions.map((decision) => ({ kind: 'decision.voided', decision: decision.id, because }));
