/** Events about tiers, money and models, in a few words; and which of them are news. */
import type { Event } from '../event.ts';
import type { Notice } from '../fleet/notice.ts';
import { unreachable } from '../unreachable.ts';
import { nameOfBudget } from './budget.ts';
import type { TierEvent, UsageEvent } from './events.ts';

export const describeTierEvent = (event: TierEvent | UsageEvent): string => {
  switch (event.kind) {
    case 'tiers.read':
      return `tiers, cheapest first: ${event.settings.ladder.map(({ name, model }) => `${name} (${model})`).join(', ')}`;
    case 'tier.changed':
      return event.up
        ? `tier ${event.tier} can be used${event.model === null ? '' : ` with ${event.model}`}: ${event.because}`
        : `tier ${event.tier} cannot be used: ${event.because}`;
    case 'task.routed':
      return `${event.task} begins on ${event.tier}: ${event.derivation.join('; ')}`;
    case 'task.climbed':
      return `${event.task} goes up from ${event.from} to ${event.to}: ${event.because}`;
    case 'task.stuck':
      return `${event.task} is stuck: ${event.because}`;
    case 'task.held':
      return `${event.task} stays on its tier: ${event.because}`;
    case 'model.refused':
      return `worker ${event.worker} was kept from ${event.model}: ${event.because}`;
    case 'budget.reached':
      return event.because;
    case 'budget.raised':
      return `${nameOfBudget(event.budget)} was raised by $${(event.microUsd / 1_000_000).toFixed(2)}`;
    case 'budget.held':
      return `${nameOfBudget(event.budget)} stays as it is: only free tiers go on`;
    case 'budgets.renewed':
      return `a new day (${event.day}): budgets that were used up are whole again`;
    case 'limits.measured': {
      const { fiveHour, sevenDay } = event.limits;
      return `subscription: 5 h ${fiveHour?.usedPercent ?? '?'} % used, 7 d ${sevenDay?.usedPercent ?? '?'} %`;
    }
    case 'usage.counted':
      return `used on ${event.count.day}: ${event.count.tiers.map(({ tier, requests }) => `${tier} ${requests}`).join(', ')} requests`;
    case 'usage.reconciled':
      return `worker ${event.worker}: ${[
        ...(event.filled === 0
          ? []
          : [`${event.filled} requests that telemetry never told of were booked from its transcript`]),
        ...(event.differentTokens === 0 ? [] : [`telemetry and transcript differ by ${event.differentTokens} tokens`]),
      ].join('; ')}`;
    case 'request.recorded':
      return `worker ${event.request.worker} used ${event.request.model}`;
    default:
      return unreachable(event);
  }
};

/** What the activity feed says, with its weight; null for what is no news. */
export const tierNotice = (event: Event): Pick<Notice, 'level' | 'text'> | null => {
  switch (event.kind) {
    case 'tier.changed':
      return { level: event.up ? 'info' : 'warn', text: describeTierEvent(event) };
    case 'task.climbed':
    case 'task.stuck':
    case 'model.refused':
    case 'usage.reconciled':
      return { level: 'warn', text: describeTierEvent(event) };
    case 'budget.reached':
      return { level: event.level === 100 ? 'alarm' : 'warn', text: describeTierEvent(event) };
    case 'task.held':
    case 'budget.raised':
    case 'budget.held':
    case 'budgets.renewed':
      return { level: 'info', text: describeTierEvent(event) };
    default:
      return null;
  }
};
