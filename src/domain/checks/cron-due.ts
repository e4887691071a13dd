/** How many times of a schedule lie between two moments, in a time zone: what was missed while nobody could run it. */
import { type CronField, readCron } from './cron.ts';

const QUARTER_MS = 900_000;
const MINUTE_MS = 60_000;
/** A count beyond this says nothing more to a person. */
const MOST_COUNTED = 1_000;
/** Looking back further costs more than its answer is worth. */
const LONGEST_LOOK_MS = 14 * 86_400_000;

/** After `from` and up to `to`; 0 for a line that does not read. */
export const countDue = (line: string, timezone: string, from: number, to: number): number => {
  const read = readCron(line);
  if (!read.ok || to <= from) return 0;
  const matches = minuteMatcher(read.fields);
  let due = 0;
  const first = Math.floor(Math.max(from, to - LONGEST_LOOK_MS) / MINUTE_MS + 1) * MINUTE_MS;
  for (let at = first, offset = offsetAt(first, timezone); at <= to && due < MOST_COUNTED; at += MINUTE_MS) {
    // Clocks change on a quarter of an hour wherever they do.
    if (at % QUARTER_MS === 0) offset = offsetAt(at, timezone);
    if (matches(new Date(at + offset))) due += 1;
  }
  return due;
};

/** Whether the minute holds a time of the schedule, its seconds aside. */
const minuteMatcher = (fields: readonly CronField[]): ((local: Date) => boolean) => {
  const sets = new Map(fields.map(({ name, values }) => [name, new Set(values)]));
  const has = (name: string, value: number): boolean => sets.get(name)?.has(value) ?? true;
  const isWide = (name: string, count: number): boolean => (sets.get(name)?.size ?? 0) >= count;
  return (local) => {
    if (!has('minute', local.getUTCMinutes()) || !has('hour', local.getUTCHours())) return false;
    if (!has('month', local.getUTCMonth() + 1)) return false;
    const weekday = local.getUTCDay();
    const onWeekday = has('day of the week', weekday) || (weekday === 0 && has('day of the week', 7));
    const onDay = has('day of the month', local.getUTCDate());
    // As cron has it: of two that are both narrowed, one is enough.
    return isWide('day of the month', 31) || isWide('day of the week', 7) ? onDay && onWeekday : onDay || onWeekday;
  };
};

const offsetAt = (at: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return (
    Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute')) -
    Math.floor(at / MINUTE_MS) * MINUTE_MS
  );
};
