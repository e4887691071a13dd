/** What events mean for the heartbeat: its rules, what each round read, and what is believed of each check. */
import type { Logged } from '../event.ts';
import { change } from '../records.ts';
import type { World } from '../world.ts';
import type { CheckState, Health } from './health.ts';
import type { RoundRan } from './round.ts';
import { believe, count } from './watch.ts';

export const evolveChecks = (world: World, { event, at }: Logged): World => {
  const { health } = world;
  const as = (next: Partial<Health>): World => ({ ...world, health: { ...health, ...next } });
  switch (event.kind) {
    case 'fleet.booted':
      // Nobody runs what an earlier supervisor was asked for.
      return health.asked.length === 0 ? world : as({ asked: [] });
    case 'heartbeat.configured': {
      const rules = Object.fromEntries(event.rules.map((rule) => [rule.name, rule]));
      const checks = Object.entries(health.checks).filter(([name]) => rules[name] !== undefined);
      return as({ rules, checks: Object.fromEntries(checks) });
    }
    case 'round.scheduled':
      return as({ nextRoundAt: event.at });
    case 'round.asked':
      return as({ lastAsked: event.round, asked: [...health.asked, event.round] });
    case 'round.ran':
      return as(afterRound(health, event, at));
    case 'check.changed': {
      const { name, to, flapping, subjects } = event;
      return as({ checks: change(health.checks, name, (state) => believe(state, { to, flapping, subjects }, at)) });
    }
    default:
      return world;
  }
};

const afterRound = (health: Health, round: RoundRan, at: number): Partial<Health> => ({
  checks: countRound(health, round, at),
  lastRoundAt: at,
  nextRoundAt: round.nextAt,
  asked: health.asked.filter((asked) => asked !== round.round),
});

/** The states of all checks after the readings of a round. */
export const countRound = (health: Health, round: RoundRan, at: number): Readonly<Record<string, CheckState>> => {
  const checks: Record<string, CheckState> = { ...health.checks };
  const news = new Map(round.news.map((each) => [each.name, each]));
  for (const name of round.ran ?? Object.keys(health.rules)) {
    const before = checks[name];
    const hiddenBy = round.hidden[name];
    const said = news.get(name) ?? before;
    if (hiddenBy !== undefined) {
      if (before !== undefined) checks[name] = { ...before, hiddenBy, at };
    } else if (said !== undefined) checks[name] = count(before ?? null, name, said, at);
  }
  return checks;
};
