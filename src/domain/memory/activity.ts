/** When each project was last worked in, as far as the World knows: part of what keeps a note near. */
import type { World } from '../world.ts';

export const projectActivity = (world: World, now: number): ReadonlyMap<string, number> => {
  const activity = new Map<string, number>();
  const seen = (project: string | null | undefined, at: number | null): void => {
    if (project === null || project === undefined || at === null) return;
    activity.set(project, Math.max(at, activity.get(project) ?? 0));
  };
  for (const lock of Object.values(world.locks)) seen(lock.project, now);
  for (const record of Object.values(world.records)) {
    seen(world.tasks[record.id]?.project, record.endedAt ?? record.startedAt);
  }
  for (const task of Object.values(world.tasks)) {
    if (!task.done && task.section === 'ready') seen(task.project, world.seenAt[task.id] ?? null);
  }
  return activity;
};
