/** The header's figures: what the fleet is, what it uses and costs, whether its heart beats, and what waits for the human. */
import type { CheckReading } from '../domain/checks/health.ts';
import type { DispatchMode, FleetState } from '../domain/fleet/fleet.ts';
import type { WorkerNumber } from '../domain/ids.ts';
import { waitingDecisions } from '../domain/policies/decision.ts';
import { limitWindows, URGENT_PERCENT } from '../domain/tiers/limits.ts';
import { allTokens } from '../domain/tiers/price.ts';
import type { TierUsage } from '../domain/tiers/usage.ts';
import type { World } from '../domain/world.ts';
import { clockText, countText, dayText, moneyText } from './selectors-figures.ts';
import { needsHuman, workersInOrder } from './selectors-workers.ts';

export interface HeaderView {
  readonly workspace: string;
  readonly isRehearsal: boolean;
  readonly state: FleetState;
  readonly workers: number;
  readonly dispatch: DispatchMode;
  /** `O:12k H:340k L:1.2M`: tokens in and out today, dearest tier first. */
  readonly usage: string;
  /** Of today. */
  readonly cost: string;
  /** `saved 63%`: against the same tokens at the dearest tier; null while nothing was saved. */
  readonly saved: string | null;
  /** `5h 42% 7d 13%`: how far a subscription's windows are used; null where there is none. */
  readonly limits: { readonly text: string; readonly isUrgent: boolean } | null;
  readonly heartbeat: Heartbeat;
  /** Of files and surroundings; the pane of health has their words. */
  readonly warnings: number;
  readonly waiting: number;
  /** Workers that stand still until a person does something, other than answering a decision. */
  readonly calling: readonly WorkerNumber[];
  readonly clock: string;
}

/** The worst that is believed of the checks; `none` while no check is configured, `unread` before the first round. */
export type Heartbeat = CheckReading | 'none' | 'unread';

export const headerView = (world: World, now: number): HeaderView => {
  const usage = isOver(world, now) ? [] : Object.values(world.usage).toSorted(byTier);
  return {
    workspace: world.fleet.workspace,
    isRehearsal: world.fleet.mode === 'rehearsal',
    state: world.fleet.state,
    workers: workersInOrder(world).length,
    dispatch: world.fleet.dispatch,
    usage: usage.map((tier) => `${tierLetter(tier.tier)}:${countText(allTokens(tier))}`).join(' '),
    cost: costText(usage),
    saved: savedText(usage),
    limits: limitsText(world, now),
    heartbeat: heartbeatOf(world),
    warnings: world.fleet.warnings.length,
    waiting: waitingDecisions(world).length,
    calling: workersInOrder(world)
      .filter(({ state }) => needsHuman(state))
      .map(({ number }) => number),
    clock: clockText(now),
  };
};

/** Past midnight the figures of yesterday stand in the ledger, not in the header. */
const isOver = ({ spend }: World, now: number): boolean => spend.day !== null && spend.day !== dayText(now);

/** The seed's three tiers, dearest first; others follow by name. */
const TIER_ORDER: readonly string[] = ['opus', 'haiku', 'ollama'];
/** O is for opus, so that ollama, which runs locally, is L. */
const TIER_LETTERS: Readonly<Record<string, string>> = { opus: 'O', haiku: 'H', ollama: 'L' };

const byTier = (one: TierUsage, other: TierUsage): number =>
  rankOf(one) - rankOf(other) || one.tier.localeCompare(other.tier);

const rankOf = ({ tier }: TierUsage): number => {
  const rank = TIER_ORDER.indexOf(tier);
  return rank === -1 ? TIER_ORDER.length : rank;
};

const tierLetter = (tier: string): string => TIER_LETTERS[tier] ?? tier;

const costText = (usage: readonly TierUsage[]): string => {
  const cost = sum(usage, (tier) => tier.costMicroUsd);
  const unpriced = sum(usage, (tier) => tier.unpriced);
  const known = cost === 0 ? '$0.00' : moneyText(cost);
  return unpriced === 0 ? known : `${known} + ${unpriced} unpriced`;
};

const savedText = (usage: readonly TierUsage[]): string | null => {
  const dearest = sum(usage, (tier) => tier.counterfactualMicroUsd);
  const saved = dearest - sum(usage, (tier) => tier.costMicroUsd);
  const percent = dearest <= 0 ? 0 : Math.floor((100 * saved) / dearest);
  return percent > 0 ? `saved ${percent}%` : null;
};

const sum = (usage: readonly TierUsage[], figure: (tier: TierUsage) => number): number =>
  usage.reduce((total, tier) => total + figure(tier), 0);

/** A window that has begun anew since was measured too long ago to say anything. */
const limitsText = ({ limits }: World, now: number): HeaderView['limits'] => {
  const live = limitWindows(limits).filter(({ window }) => window.resetsAt === null || window.resetsAt * 1000 > now);
  return live.length === 0
    ? null
    : {
        text: live.map(({ name, window }) => `${name.replace(' ', '')} ${window.usedPercent}%`).join(' '),
        isUrgent: live.some(({ window }) => window.usedPercent >= URGENT_PERCENT),
      };
};

const WORST_FIRST: readonly CheckReading[] = ['fail', 'errored', 'warn', 'pass'];

const heartbeatOf = (world: World): Heartbeat => {
  const readings = Object.values(world.health.checks)
    .filter(({ hiddenBy }) => hiddenBy === null)
    .map(({ believed, reading }) => believed ?? reading);
  if (readings.length > 0) return WORST_FIRST.find((reading) => readings.includes(reading)) ?? 'none';
  return world.health.lastRoundAt === null ? 'none' : 'unread';
};
