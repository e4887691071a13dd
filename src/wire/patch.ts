/**
 * The difference between two Worlds, as JSON: whole values for small fields, changed entries for records, new lines for
 * the notices. `applyPatch(before, diffWorld(before, after))` equals `after`.
 */
import type { World } from '../domain/world.ts';

export interface WorldPatch {
  readonly values?: Partial<World>;
  readonly records?: Readonly<Record<string, RecordPatch>>;
}

interface RecordPatch {
  readonly set: Readonly<Record<string, unknown>>;
  readonly drop: readonly string[];
}

const RECORD_KEYS = ['workers', 'tasks', 'seenAt', 'records', 'locks', 'lapsedLocks', 'decisions', 'usage'] as const;
const VALUE_KEYS = [
  ...['seq', 'fleet', 'projects', 'lastFence', 'lockWaits', 'lastDecision', 'verdicts', 'health', 'notices'],
] as const;

export const diffWorld = (before: World, after: World): WorldPatch => {
  const values = Object.fromEntries(
    VALUE_KEYS.filter((key) => before[key] !== after[key]).map((key) => [key, after[key]]),
  );
  const records = Object.fromEntries(
    RECORD_KEYS.filter((key) => before[key] !== after[key]).map((key) => [key, diffRecord(before[key], after[key])]),
  );
  return { values, records };
};

const diffRecord = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): RecordPatch => ({
  set: Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
  drop: Object.keys(before).filter((key) => !(key in after)),
});

export const applyPatch = (world: World, { values = {}, records = {} }: WorldPatch): World => ({
  ...world,
  ...values,
  ...Object.fromEntries(
    RECORD_KEYS.filter((key) => records[key] !== undefined).map((key) => [key, applyRecord(world[key], records[key])]),
  ),
});

const applyRecord = (
  record: Readonly<Record<string, unknown>>,
  patch: RecordPatch | undefined,
): Readonly<Record<string, unknown>> => {
  if (patch === undefined) return record;
  const gone = new Set(patch.drop);
  return { ...Object.fromEntries(Object.entries(record).filter(([key]) => !gone.has(key))), ...patch.set };
};
