/**
 * Reads a cron line as five fields (minute, hour, day of month, month, day of week) or six with seconds in front, so that
 * a bad one is named field by field before anything is scheduled. Names of months and days, lists, ranges and steps.
 */
export type CronReading =
  | { readonly ok: true; readonly fields: readonly CronField[] }
  | { readonly ok: false; readonly because: string };

export interface CronField {
  readonly name: string;
  readonly values: readonly number[];
}

interface FieldRule {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly words: readonly string[];
}

const FIELDS: readonly FieldRule[] = [
  { name: 'second', low: 0, high: 59, words: [] },
  { name: 'minute', low: 0, high: 59, words: [] },
  { name: 'hour', low: 0, high: 23, words: [] },
  { name: 'day of the month', low: 1, high: 31, words: [] },
  { name: 'month', low: 1, high: 12, words: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  // 7 is Sunday again.
  { name: 'day of the week', low: 0, high: 7, words: 'sun mon tue wed thu fri sat'.split(' ') },
];

export const readCron = (line: string): CronReading => {
  const parts = line.trim().split(/\s+/);
  if (parts.length !== 5 && parts.length !== 6) {
    const count = line.trim() === '' ? 0 : parts.length;
    return { ok: false, because: `five fields (minute hour day month weekday), and this has ${count}` };
  }
  const rules = FIELDS.slice(FIELDS.length - parts.length);
  const fields: CronField[] = [];
  for (const [index, rule] of rules.entries()) {
    const values = readField(parts[index] ?? '', rule);
    if (typeof values === 'string') return { ok: false, because: values };
    fields.push({ name: rule.name, values });
  }
  return { ok: true, fields };
};

/** The values that a field names, or what is wrong with it. */
const readField = (text: string, rule: FieldRule): readonly number[] | string => {
  const values = new Set<number>();
  for (const part of text.toLowerCase().split(',')) {
    const read = readPart(part, rule);
    if (typeof read === 'string') return read;
    for (const value of read) values.add(value);
  }
  return [...values].toSorted((one, other) => one - other);
};

const readPart = (part: string, rule: FieldRule): readonly number[] | string => {
  const { name, low, high } = rule;
  const [, range = '', step] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(part) ?? [];
  if (range === '' || step === '0' || (step !== undefined && range !== '*' && !range.includes('-')))
    return `the ${name} "${part}" does not read as a value, a list, a range or a step`;
  const [from, to] = range === '*' ? [low, high] : boundsOf(range, rule);
  for (const [bound, text] of [
    [from, range.split('-')[0]],
    [to, range.split('-').at(-1)],
  ] as const)
    if (!Number.isInteger(bound) || bound < low || bound > high)
      return `the ${name} "${text}" is not ${low} to ${high}`;
  if (from > to) return `the ${name} "${range}" runs backwards`;
  const values: number[] = [];
  for (let value = from; value <= to; value += Number(step ?? 1)) values.push(value);
  return values;
};

const boundsOf = (range: string, { low, words }: FieldRule): readonly [number, number] => {
  const [from = '', to = from, ...more] = range.split('-');
  const numberOf = (text: string): number => {
    const word = words.indexOf(text);
    return word !== -1 ? word + low : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  };
  return more.length > 0 ? [Number.NaN, Number.NaN] : [numberOf(from), numberOf(to)];
};

/** Whether `zone` names a time zone that this machine knows. */
export const isTimeZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
