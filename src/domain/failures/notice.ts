/** Which events tell of a failure that nobody reported: failing end checks, and calls that the policy refused. */
import type { Event } from '../event.ts';
import type { World } from '../world.ts';
import { type Noticed, sceneOf } from './noticed.ts';

type Telling = Extract<Event, { kind: 'checks.ran' | 'verdict.given' }>;

/** Refusals that say how things stand just now, not that something was done wrong. */
const PASSING: ReadonlySet<string> = new Set([
  'lock',
  'live session',
  'tier',
  'Edit(stale)',
  'Edit(own WORKERn.md)',
  'Project: in WORKERn.md',
]);

export const noticedIn = (world: World, event: Telling): readonly Noticed[] => {
  if (event.kind === 'checks.ran') {
    const { worker, project, task } = event;
    return event.checks
      .filter(({ ok }) => !ok)
      .map((check) => ({ source: 'check', scene: { worker, project, task }, check }));
  }
  const { verdict, call, worker } = event;
  // What FAILURES.md itself forbids is held off, not failed anew.
  const isLesson = verdict.from?.startsWith('FAILURES.md') === true;
  return verdict.outcome !== 'deny' || verdict.rule === null || isLesson || PASSING.has(verdict.rule)
    ? []
    : [{ source: 'refused', scene: sceneOf(world, worker), call, verdict }];
};
