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

/** Fields that change by entries; every other field is sent whole when it changed, whatever is added to the World. */
const RECORD_KEYS = [
  'workers',
  'tasks',
  'seenAt',
  'records',
  'locks',
  'lapsedLocks',
  'decisions',
  'usage',
  'failures',
  'routes',
  'budgets',
  'runs',
  'holds',
  'targets',
] as const;
const isRecordKey = (key: string): boolean => RECORD_KEYS.some((record) => record === key);

export const diffWorld = (before: World, after: World): WorldPatch => {
  const old = new Map<string, unknown>(Object.entries(before));
  const values = Object.entries(after).filter(([key, value]) => !isRecordKey(key) && old.get(key) !== value);
  const records = RECORD_KEYS.filter((key) => before[key] !== after[key]);
  return {
    values: Object.fromEntries(values),
    records: Object.fromEntries(records.map((key) => [key, diffRecord(before[key], after[key])])),
  };
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
