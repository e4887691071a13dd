/**
 * Figures as text: money, tokens, ages, clock times. All arithmetic on them is here and in the other selectors, so that
 * no component ever adds two numbers.
 */

const MICRO_USD_PER_CENT = 10_000;

/** `$1.84`; `<$0.01` for what is not nothing, `–` for nothing. */
export const moneyText = (microUsd: number): string => {
  if (microUsd <= 0) return '–';
  if (microUsd < MICRO_USD_PER_CENT) return '<$0.01';
  const cents = Math.round(microUsd / MICRO_USD_PER_CENT);
  return `$${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
};

/** `940`, `12k`, `1.2M`: three figures at most. */
export const countText = (count: number): string => {
  if (count < 1000) return String(count);
  const [unit, size] = count < 999_500 ? ['k', 1000] : count < 999_500_000 ? ['M', 1e6] : ['G', 1e9];
  const scaled = count / size;
  return `${scaled < 9.95 ? scaled.toFixed(1).replace(/\.0$/, '') : Math.round(scaled)}${unit}`;
};

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Ages below a minute move in steps of this, so that a young age redraws six times and not sixty. */
const YOUNG_STEP_MS = 10 * SECOND_MS;

/** `now`, `20s`, `6m`, `3h`, `2d`: how long ago, in its largest unit. */
export const ageText = (since: number, now: number): string => {
  const age = Math.max(0, now - since);
  if (age < YOUNG_STEP_MS) return 'now';
  if (age < MINUTE_MS) return `${(Math.floor(age / YOUNG_STEP_MS) * YOUNG_STEP_MS) / SECOND_MS}s`;
  if (age < HOUR_MS) return `${Math.floor(age / MINUTE_MS)}m`;
  if (age < DAY_MS) return `${Math.floor(age / HOUR_MS)}h`;
  return `${Math.floor(age / DAY_MS)}d`;
};

/** `14:02`, local time. */
export const clockText = (at: number): string => {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
};

/** `2026-11-23`, local time: the day that costs are counted by. */
export const dayText = (at: number): string => {
  const date = new Date(at);
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${date.getFullYear()}-${month}-${day}`;
};

/**
 * When ages or the clock read differently: at full steps of the clock while one of them is young, else at the full minute.
 * All ages move at the same moments, so that a fleet of many workers redraws as seldom as one.
 */
export const nextTickAt = (shownSince: readonly number[], now: number): number => {
  const isYoung = shownSince.some((since) => since <= now && now - since < MINUTE_MS);
  const step = isYoung ? YOUNG_STEP_MS : MINUTE_MS;
  return (Math.floor(now / step) + 1) * step;
};

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
