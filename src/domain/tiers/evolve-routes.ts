/** What events mean for the tiers of tasks, and for what is known of kinds of tasks. */
import type { Event, Logged } from '../event.ts';
import { change, drop, put } from '../records.ts';
import type { World } from '../world.ts';
import { kindOf } from './kind.ts';
import type { Pass, Route } from './tiers.ts';
import { plainText } from './utility.ts';

/** Results of one kind that are remembered: more would let an old model speak against a new one. */
const KEPT_RESULTS = 20;
/** What of a failed check the next session is told. */
const KEPT_FAILURE = 2_000;

export const evolveRoutes = (world: World, { event, at }: Logged): World => {
  switch (event.kind) {
    case 'task.routed':
      return { ...world, routes: put(world.routes, event.task, routed(world.routes[event.task], event)) };
    case 'task.climbed':
      return climbed(world, event, at);
    case 'task.stuck':
      return route(world, event.task, (known) => ({ ...known, stuck: event.because }));
    case 'task.held':
      return route(world, event.task, (known) => ({ ...known, held: true, stuck: null }));
    case 'checks.ran':
      return event.task === null || event.checks.every(({ ok }) => ok)
        ? world
        : route(world, event.task, (known) => ({
            ...known,
            failedChecks: known.failedChecks + 1,
            lastFailure: failureText(event.checks).slice(-KEPT_FAILURE),
          }));
    case 'usage.counted':
      return event.count.tasks.reduce(
        (next, { task, costMicroUsd: _, ...used }) => route(next, task, (known) => ({ ...known, used })),
        world,
      );
    case 'task.ended': {
      const known = world.routes[event.task];
      if (known === undefined) return world;
      const ok = event.outcome === 'done' && known.failedChecks === 0;
      const passed = withPass(world, event.task, { tier: known.tier, ok });
      return event.outcome === 'done' ? { ...passed, routes: drop(passed.routes, event.task) } : passed;
    }
    default:
      return world;
  }
};

const routed = (
  before: Route | undefined,
  { task, tier, derivation }: Extract<Event, { kind: 'task.routed' }>,
): Route => ({
  task,
  tier,
  derivation,
  climbs: before?.climbs ?? [],
  failedChecks: 0,
  stuck: null,
  lastFailure: before?.lastFailure ?? null,
  used: before?.used ?? { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheCreationTokens: 0 },
  held: before?.held ?? false,
});

const climbed = (world: World, event: Extract<Event, { kind: 'task.climbed' }>, at: number): World => {
  const { task, from, to, because, reason } = event;
  const risen = route(world, task, (known) => ({
    ...known,
    tier: to,
    derivation: [...known.derivation, `up to ${to}: ${because}`],
    climbs: [...known.climbs, { from, to, because, at }],
    failedChecks: 0,
    stuck: null,
  }));
  // A server that fell away says nothing of the task.
  return reason === 'hard' ? withPass(risen, task, { tier: from, ok: false }) : risen;
};

const withPass = (world: World, id: string, pass: Pass): World => {
  const task = world.tasks[id];
  if (task === undefined) return world;
  const kind = kindOf(task);
  return { ...world, passes: put(world.passes, kind, [...(world.passes[kind] ?? []), pass].slice(-KEPT_RESULTS)) };
};

const route = (world: World, task: string, step: (known: Route) => Route): World => {
  const routes = change(world.routes, task, step);
  return routes === world.routes ? world : { ...world, routes };
};

const failureText = (checks: Extract<Event, { kind: 'checks.ran' }>['checks']): string =>
  checks
    .filter(({ ok }) => !ok)
    .map(({ command, because, output }) =>
      [`${command} fails (${because})`, plainText({ kind: 'failure-summary', text: output })]
        .filter(Boolean)
        .join('\n'),
    )
    .join('\n');
