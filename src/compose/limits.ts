/** How far a subscription's windows are used, from the status line of any session: all of them share one account. */
import type { HookPayload } from '../claude/hook-payload.ts';
import type { Limits, Window } from '../domain/tiers/limits.ts';
import type { Fleet } from './parts.ts';

/** Nothing for who has no subscription: then the status line does not speak of it. */
export const reportLimits = async (fleet: Fleet, { rate_limits }: HookPayload): Promise<void> => {
  if (rate_limits === null || rate_limits === undefined) return;
  const limits: Limits = { fiveHour: windowOf(rate_limits.five_hour), sevenDay: windowOf(rate_limits.seven_day) };
  const known = fleet.world().limits;
  // A session that was silent for long tells what it heard last: within one window the use only grows.
  if (isOlder(limits.fiveHour, known.fiveHour) || isOlder(limits.sevenDay, known.sevenDay)) return;
  await fleet.submit({ kind: 'report-limits', limits }, { by: 'status line' });
};

const windowOf = (told: NonNullable<HookPayload['rate_limits']>['five_hour']): Window | null =>
  told === null || told === undefined
    ? null
    : {
        usedPercent: Math.min(100, Math.max(0, Math.round(told.used_percentage))),
        resetsAt: told.resets_at ?? null,
      };

const isOlder = (told: Window | null, known: Window | null): boolean =>
  known !== null &&
  (told === null ||
    (told.resetsAt ?? 0) < (known.resetsAt ?? 0) ||
    (told.resetsAt === known.resetsAt && told.usedPercent < known.usedPercent));
