/** Decides what concerns the heartbeat: that a round is wanted, and what a round's findings change. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import { nearestWord } from '../nearest-word.ts';
import { fail, ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import type { World } from '../world.ts';
import { countRound } from './evolve.ts';
import type { CheckReport } from './report.ts';
import type { CheckNews, RoundRan } from './round.ts';
import { DEFAULT_RULE, judge } from './watch.ts';

type CheckCommand = Extract<
  Command,
  { kind: 'run-checks' | 'report-round' | 'report-schedule' | 'configure-heartbeat' }
>;

export const decideChecks = (world: World, command: CheckCommand, now: number): Decided => {
  switch (command.kind) {
    case 'run-checks':
      return runChecks(world, command.checks);
    case 'configure-heartbeat':
      return ok(
        JSON.stringify(Object.values(world.health.rules)) === JSON.stringify(command.rules)
          ? []
          : [...goneAlerts(world, command.rules), { kind: 'heartbeat.configured', rules: command.rules }],
      );
    case 'report-schedule':
      return ok(world.health.nextRoundAt === command.at ? [] : [{ kind: 'round.scheduled', at: command.at }]);
    case 'report-round':
      return ok(roundEvents(world, command, now));
    default:
      return unreachable(command);
  }
};

const runChecks = ({ health }: World, checks: readonly string[] | null): Decided => {
  const names = Object.keys(health.rules);
  const unknown = checks?.find((name) => !names.includes(name));
  if (names.length === 0 || unknown !== undefined) {
    const nearest = unknown === undefined ? null : nearestWord(unknown, names);
    return fail({
      kind: 'missing',
      message: unknown === undefined ? 'no check is configured' : `there is no check ${unknown}`,
      ...(names.length === 0 ? {} : { expected: names.join(', ') }),
      next: nearest === null ? 'Checks stand under heartbeat.checks in gaffer.yaml.' : `Did you mean ${nearest}?`,
    });
  }
  return ok([{ kind: 'round.asked', round: health.lastAsked + 1, checks }]);
};

/** What no check looks at any more is no trouble any more. */
const goneAlerts = ({ alerts }: World, rules: readonly { readonly name: string }[]): readonly Event[] => {
  const subjects = new Set(rules.map(({ name }) => `check:${name}`));
  return Object.keys(alerts.open)
    .filter((subject) => subject.startsWith('check:') && !subjects.has(subject))
    .map((subject): Event => ({ kind: 'alert.closed', subject }));
};

const roundEvents = (
  { health }: World,
  { reports, ...rest }: Extract<CheckCommand, { kind: 'report-round' }>,
  now: number,
): readonly Event[] => {
  const known = reports.filter(({ name }) => health.rules[name] !== undefined);
  const round: RoundRan = {
    ...rest,
    kind: 'round.ran',
    ran: known.length === Object.keys(health.rules).length ? null : known.map(({ name }) => name),
    hidden: Object.fromEntries(
      known.flatMap((report) => ('hiddenBy' in report ? [[report.name, report.hiddenBy]] : [])),
    ),
    news: known.flatMap((report) => newsOf(health.checks[report.name], report)),
  };
  const counted = countRound(health, round, now);
  const changes = known.flatMap(({ name }): readonly Event[] => {
    const state = counted[name];
    if (state === undefined || state.hiddenBy !== null) return [];
    const judged = judge(state, health.rules[name] ?? { ...DEFAULT_RULE, name });
    if (judged === null) return [];
    const { evidence, fix } = state;
    return [{ kind: 'check.changed', name, from: state.believed, ...judged, evidence, fix }];
  });
  return [round, ...changes];
};

const newsOf = (before: CheckNews | undefined, report: CheckReport): readonly CheckNews[] => {
  if ('hiddenBy' in report) return [];
  const { reading, evidence, fix, subjects } = report.finding;
  const news: CheckNews = { name: report.name, reading, evidence, fix, subjects };
  return before !== undefined && isSame(before, news) ? [] : [news];
};

const isSame = (one: CheckNews, other: CheckNews): boolean =>
  one.reading === other.reading &&
  one.evidence === other.evidence &&
  one.fix === other.fix &&
  one.subjects.join('\n') === other.subjects.join('\n');
