/** What events mean for the sums per tier and for what was spent. */
import type { Logged } from '../event.ts';
import type { TierName } from '../ids.ts';
import { put } from '../records.ts';
import type { World } from '../world.ts';
import { noSums } from './ledger.ts';
import type { TierUsage } from './usage.ts';

export const evolveUsage = (world: World, { event }: Logged): World => {
  switch (event.kind) {
    case 'usage.counted':
      return {
        ...world,
        usage: Object.fromEntries(event.count.tiers.map((usage) => [usage.tier, usage])),
        spend: { day: event.count.day, ...event.count.spend },
      };
    case 'request.recorded':
      return recorded(world, event);
    default:
      return world;
  }
};

/** How requests were journalled one by one, before the ledger had them. */
const recorded = (world: World, event: Extract<Logged['event'], { kind: 'request.recorded' }>): World => {
  const { request } = event;
  const before = world.usage[event.tier] ?? noUsage(event.tier);
  return {
    ...world,
    usage: put(world.usage, event.tier, {
      tier: event.tier,
      requests: before.requests + 1,
      inputTokens: before.inputTokens + request.inputTokens,
      outputTokens: before.outputTokens + request.outputTokens,
      cacheReadTokens: before.cacheReadTokens + request.cacheReadTokens,
      cacheCreationTokens: before.cacheCreationTokens + request.cacheCreationTokens,
      costMicroUsd: before.costMicroUsd + (request.costMicroUsd ?? 0),
      unpriced: before.unpriced + (request.costMicroUsd === null ? 1 : 0),
      counterfactualMicroUsd: before.counterfactualMicroUsd + event.counterfactualMicroUsd,
    }),
  };
};

const noUsage = (tier: TierName): TierUsage => ({ tier, ...noSums });
