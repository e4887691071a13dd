/**
 * When a decision becomes void: its asker is gone, so that no answer may reach a session that never asked, or what was
 * shown is not what would run now.
 */
import type { Event } from '../event.ts';
import type { WorkerNumber } from '../ids.ts';
import type { World } from '../world.ts';
import { type Decision, waitingDecisions } from './decision.ts';

export const voidDecisionsOf = (world: World, worker: WorkerNumber, because: string): readonly Event[] =>
  voidAll(
    waitingDecisions(world).filter((decision) => decision.worker === worker),
    because,
  );

export const voidAll = (decisions: readonly Decision[], because: string): readonly Event[] =>
  decisions.map((decision) => ({ kind: 'decision.voided', decision: decision.id, because }));

/** What an answer rests on beside the call itself, as it was when the question was put. */
export interface Shown {
  readonly generation: number;
  readonly fence: number | null;
  /** By absolute path: what the file was; null for none. */
  readonly files: Readonly<Record<string, string | null>>;
}

/** What of it is different now, in words for people and workers; null when nothing is. */
export const changeSince = (shown: Shown, now: Shown): string | null => {
  if (now.generation !== shown.generation) return 'another session has taken the seat since it was asked';
  if (now.fence !== shown.fence) {
    return now.fence === null
      ? 'the project is no longer locked by this worker'
      : 'the lock has changed since it was asked';
  }
  const paths = new Set([...Object.keys(shown.files), ...Object.keys(now.files)]);
  const changed = [...paths].find((path) => (shown.files[path] ?? null) !== (now.files[path] ?? null));
  return changed === undefined ? null : `${changed} has changed since it was shown`;
};
