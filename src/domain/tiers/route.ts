/**
 * Which tier a task begins on: the first that speaks of hint, policy, kind, size, history decides where it begins, then
 * budget and what is up decide whether it may. Pure, and each step leaves a sentence, so that `why` shows the derivation.
 */
import type { TierName } from '../ids.ts';
import type { Task } from '../tasks/task.ts';
import type { World } from '../world.ts';
import { describeBudget, exhausted } from './budget.ts';
import { kindOf } from './kind.ts';
import { isFree, isUp, type Pass, type RoutingRule, type TierFacts, type TierSettings } from './tiers.ts';

export type RouteChoice =
  | { readonly kind: 'go'; readonly tier: TierName | null; readonly derivation: readonly string[] }
  /** Its budget is used up: a person is asked. */
  | { readonly kind: 'over-budget'; readonly because: string; readonly derivation: readonly string[] }
  | { readonly kind: 'wait'; readonly because: string; readonly derivation: readonly string[] };

export const routeTask = (world: World, task: Task, worker: number | null): RouteChoice => {
  const { settings } = world.tiers;
  if (settings === null) return { kind: 'go', tier: task.tier, derivation: [] };
  const ladder = settings.ladder.filter(({ tools }) => tools);
  const wanted = wantedTier(world, settings, ladder, task);
  const start = ladder.findIndex(({ name }) => name === wanted.tier);
  const { derivation } = wanted;
  const index = ladder.findIndex((tier, at) => at >= start && isUp(world.tiers, tier));
  const down = ladder.slice(start, index < 0 ? ladder.length : index).map((tier) => downText(world, tier));
  const chosen = ladder[index];
  if (chosen === undefined) return { kind: 'wait', because: down.join('; '), derivation: [...derivation, ...down] };
  const reasons = [...derivation, ...down, ...(down.length === 0 ? [] : [`so it goes to ${chosen.name}`])];
  if (!isFree(chosen)) {
    const over = exhausted(world, { task: task.id, project: task.project, worker });
    const [first] = over;
    if (first !== undefined) {
      const because = `${describeBudget(first)}, and ${chosen.name} is not free`;
      return { kind: 'over-budget', because, derivation: [...reasons, because] };
    }
  }
  const busy = sessionsOn(world, chosen.name);
  if (chosen.concurrency !== null && busy >= chosen.concurrency) {
    const because = `${chosen.name} takes ${chosen.concurrency} at a time, and has them`;
    return { kind: 'wait', because, derivation: [...reasons, because] };
  }
  return { kind: 'go', tier: chosen.name, derivation: reasons };
};

interface Wanted {
  readonly tier: TierName | null;
  readonly derivation: readonly string[];
}

const wantedTier = (world: World, settings: TierSettings, ladder: readonly TierFacts[], task: Task): Wanted => {
  const risen = world.routes[task.id]?.climbs.at(-1);
  if (risen !== undefined) return one(risen.to, `it rose to ${risen.to} before: ${risen.because}`);
  if (task.tier !== null) {
    if (ladder.some(({ name }) => name === task.tier)) return one(task.tier, `tier:${task.tier} stands in the backlog`);
  }
  const unknown = task.tier === null ? [] : [`tier:${task.tier} is no tier of gaffer.yaml`];
  const ruleAt = settings.routing.rules.findIndex((rule) => fits(rule, task));
  const rule = settings.routing.rules[ruleAt];
  if (rule !== undefined && ladder.some(({ name }) => name === rule.tier))
    return one(rule.tier, ...unknown, `routing rule ${ruleAt + 1} (${ruleText(rule)}) says ${rule.tier}`);
  const found = byKind(ladder, task);
  return byHistory(world, settings, ladder, task, bySize(settings, ladder, task, found, unknown));
};

const one = (tier: TierName, ...derivation: readonly string[]): Wanted => ({ tier, derivation });

const byKind = (ladder: readonly TierFacts[], task: Task): TierFacts | undefined =>
  ladder.find(({ can }) => can.length === 0 || can.some((tag) => task.tags.includes(tag))) ?? ladder.at(-1);

const bySize = (
  { routing }: TierSettings,
  ladder: readonly TierFacts[],
  task: Task,
  found: TierFacts | undefined,
  before: readonly string[],
): Wanted => {
  const base = found ?? ladder[0];
  if (base === undefined) return { tier: null, derivation: before };
  const skipped = ladder.slice(0, ladder.indexOf(base)).map(({ name }) => name);
  const kind =
    skipped.length === 0
      ? `${base.name} is the cheapest tier`
      : `${base.name} is the cheapest that is good for #${kindOf(task)} (not ${skipped.join(', ')})`;
  const size = sizeOf(task);
  const above = ladder[ladder.indexOf(base) + 1];
  if (routing.largeAbove === 0 || size <= routing.largeAbove || above === undefined)
    return one(base.name, ...before, kind);
  return one(above.name, ...before, kind, `its text of ${size} characters is large (above ${routing.largeAbove})`);
};

/** Characters of all that the task says. */
const sizeOf = ({ title, body, criteria }: Task): number =>
  title.length + body.length + criteria.reduce((sum, { text }) => sum + text.length, 0);

/** One tier up for a kind that mostly fails there, and one down again for what has proven easy since. */
const byHistory = (
  world: World,
  { routing }: TierSettings,
  ladder: readonly TierFacts[],
  task: Task,
  wanted: Wanted,
): Wanted => {
  const results = world.passes[kindOf(task)] ?? [];
  const at = ladder.findIndex(({ name }) => name === wanted.tier);
  const [own, below, above] = [ladder[at], ladder[at - 1], ladder[at + 1]];
  if (own === undefined || results.length === 0) return wanted;
  const kind = `#${kindOf(task)}`;
  const tried = results.filter(({ tier }) => tier === own.name);
  const failed = tried.filter(({ ok }) => !ok).length;
  if (above !== undefined && tried.length >= routing.historyAfter && failed * 2 > tried.length) {
    if (hasProvenEasy(results, own.name, routing.historyAfter * 2))
      return also(
        wanted,
        own.name,
        `${kind} passed at first try higher up ${routing.historyAfter * 2} times in a row: ${own.name} is tried again`,
      );
    return also(wanted, above.name, `${kind} failed on ${own.name} ${failed} of ${tried.length} times`);
  }
  const easier = below === undefined ? [] : results.filter(({ tier }) => tier === below.name);
  if (below !== undefined && easier.length >= routing.historyAfter && easier.every(({ ok }) => ok))
    return also(wanted, below.name, `${kind} passed on ${below.name} ${easier.length} of ${easier.length} times`);
  return wanted;
};

const also = (wanted: Wanted, tier: TierName, because: string): Wanted => ({
  tier,
  derivation: [...wanted.derivation, because],
});

/** Since its last failure on `tier`, nothing but passes, and so many of them. */
const hasProvenEasy = (results: readonly Pass[], tier: TierName, times: number): boolean => {
  const since = results.slice(results.findLastIndex((result) => result.tier === tier) + 1);
  return since.length >= times && since.every(({ ok }) => ok);
};

const fits = ({ tags, projects, title }: RoutingRule, task: Task): boolean =>
  (tags === undefined || tags.some((tag) => task.tags.includes(tag))) &&
  (projects === undefined ||
    projects.some((project) => task.project === project || task.project?.startsWith(`${project}/`) === true)) &&
  (title === undefined || task.title.toLowerCase().includes(title.toLowerCase()));

const ruleText = ({ tags, projects, title }: RoutingRule): string =>
  [
    ...(tags ?? []).map((tag) => `#${tag}`),
    ...(projects ?? []).map((project) => `@${project}`),
    ...(title === undefined ? [] : [`“${title}”`]),
  ].join(' ');

const downText = ({ tiers }: World, { name }: TierFacts): string =>
  `${name} cannot be used: ${tiers.state[name]?.because ?? 'it is down'}`;

/** Workers with a task on this tier. */
const sessionsOn = (world: World, tier: TierName): number =>
  Object.values(world.workers).filter(({ task }) => task !== null && world.routes[task]?.tier === tier).length;

/** The next tier up that can be used; null at the top. */
export const tierAbove = (world: World, tier: TierName): TierFacts | null => {
  const ladder = world.tiers.settings?.ladder.filter(({ tools }) => tools) ?? [];
  const at = ladder.findIndex(({ name }) => name === tier);
  return at < 0 ? null : (ladder.slice(at + 1).find((above) => isUp(world.tiers, above)) ?? null);
};
