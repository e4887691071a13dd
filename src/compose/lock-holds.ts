/** Who held which project when, a little way back: a change is looked at some time after it was made. */
import type { ProjectId } from '../domain/ids.ts';
import type { Hold } from '../domain/locks/attribution.ts';
import type { Fleet } from './parts.ts';

export interface Holds {
  readonly of: (project: ProjectId) => readonly Hold[];
  readonly stop: () => void;
}

/** Holds that ended longer ago explain no change that is seen now. */
const KEPT_HOLDS_MS = 30_000;

export const createHolds = (fleet: Pick<Fleet, 'world' | 'subscribe'>): Holds => {
  const known = new Map<ProjectId, readonly Hold[]>();
  let seen: unknown = null;
  const look = (): void => {
    const { locks } = fleet.world();
    if (locks === seen) return;
    seen = locks;
    const now = Date.now();
    for (const [project, holds] of known) {
      const lock = locks[project];
      known.set(
        project,
        holds
          .map((hold) => (hold.to !== null || hold.worker === lock?.holder ? hold : { ...hold, to: now }))
          .filter(({ to }) => to === null || to > now - KEPT_HOLDS_MS),
      );
    }
    for (const { project, holder, grantedAt } of Object.values(locks)) {
      const holds = known.get(project) ?? [];
      if (!holds.some(({ worker, to }) => worker === holder && to === null))
        known.set(project, [...holds, { worker: holder, from: grantedAt, to: null }]);
    }
  };
  const stop = fleet.subscribe(look);
  look();
  return { of: (project) => known.get(project) ?? [], stop };
};
