/** What events mean for the records of failures: counts by fingerprint, bounded; the words are in FAILURES.md. */
import type { Logged } from '../event.ts';
import { change, put } from '../records.ts';
import type { World } from '../world.ts';
import type { SeenFailure } from './events.ts';
import type { FailureRecord } from './failure.ts';

/** More kinds of failure than a workspace has; the ones not seen for longest fall out. */
const KEPT_RECORDS = 300;
const KEPT_TIMES = 20;
const KEPT_PROJECTS = 8;

export const evolveFailures = (world: World, { event, at }: Logged): World => {
  switch (event.kind) {
    case 'failure.seen': {
      const known = world.failures[event.fingerprint];
      return {
        ...world,
        failures: put(
          known === undefined ? withoutOldest(world.failures) : world.failures,
          event.fingerprint,
          known === undefined ? recordOf(event, at) : seenAgain(known, event, at),
        ),
      };
    }
    case 'lesson.told': {
      const field = event.outcome === 'told' ? 'told' : 'stopped';
      return withRecord(world, event.fingerprint, (record) => ({ ...record, [field]: record[field] + 1 }));
    }
    case 'lesson.proposed':
      return withRecord(world, event.fingerprint, (record) => ({
        ...record,
        proposal: { decision: event.decision, line: event.line },
      }));
    default:
      return world;
  }
};

const recordOf = (seen: SeenFailure, at: number): FailureRecord => ({
  fingerprint: seen.fingerprint,
  title: seen.title,
  source: seen.source,
  call: seen.call,
  lesson: seen.prevent === '' ? seen.fix : seen.prevent,
  count: 1,
  firstAt: at,
  lastAt: at,
  times: [at],
  projects: seen.project === null ? [] : [seen.project],
  told: 0,
  stopped: 0,
  proposal: null,
});

const seenAgain = (record: FailureRecord, seen: SeenFailure, at: number): FailureRecord => ({
  ...record,
  // A worker's own words say more than what gaffer made up of an exit code.
  ...(seen.source === 'logged' ? { title: seen.title, lesson: seen.prevent === '' ? seen.fix : seen.prevent } : {}),
  count: record.count + 1,
  lastAt: at,
  times: [...record.times, at].slice(-KEPT_TIMES),
  projects: [...new Set([...record.projects, ...(seen.project === null ? [] : [seen.project])])].slice(-KEPT_PROJECTS),
});

const withRecord = (world: World, fingerprint: string, step: (record: FailureRecord) => FailureRecord): World => ({
  ...world,
  failures: change(world.failures, fingerprint, step),
});

const withoutOldest = (failures: World['failures']): World['failures'] => {
  const records = Object.values(failures);
  if (records.length < KEPT_RECORDS) return failures;
  const kept = records.toSorted((a, b) => b.lastAt - a.lastAt).slice(0, KEPT_RECORDS - 1);
  return Object.fromEntries(kept.map((record) => [record.fingerprint, record]));
};
