/** Quiet hours: whether a message waits, and until when. In the person's own time zone, over midnight and over clock changes. */
import type { AlertLevel } from '../checks/health.ts';
import { isAtLeast, type QuietHours } from './alert.ts';

const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;

/** When an alert of this level may leave; null for at once. */
export const heldUntil = (quiet: QuietHours | null, level: AlertLevel, now: number): number | null => {
  if (quiet === null || isAtLeast(level, quiet.through) || quiet.from === quiet.to) return null;
  const minute = minuteOfDay(now, quiet.timezone);
  const isQuiet =
    quiet.from < quiet.to ? minute >= quiet.from && minute < quiet.to : minute >= quiet.from || minute < quiet.to;
  if (!isQuiet) return null;
  const left = (quiet.to - minute + DAY_MINUTES) % DAY_MINUTES;
  const end = Math.floor(now / MINUTE_MS) * MINUTE_MS + left * MINUTE_MS;
  // The night of a clock change is longer or shorter than it looks.
  const drift = minuteOfDay(end, quiet.timezone) - quiet.to;
  const nearest =
    drift > DAY_MINUTES / 2 ? drift - DAY_MINUTES : drift < -DAY_MINUTES / 2 ? drift + DAY_MINUTES : drift;
  return end - nearest * MINUTE_MS;
};

export const minuteOfDay = (at: number, timezone: string): number => {
  const parts = formatOf(timezone).formatToParts(at);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return value('hour') * 60 + value('minute');
};

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
