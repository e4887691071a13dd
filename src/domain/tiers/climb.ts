/**
 * A task that its tier cannot do goes up one, in a fresh session that is told what was tried. It is bounded, it never
 * passes a limit that the task names itself, and above a configured price a person is asked first.
 */
import type { Event } from '../event.ts';
import type { TierName } from '../ids.ts';
import type { Task } from '../tasks/task.ts';
import { freshHere, isFull } from '../workers/full-session.ts';
import { askAboutTask, CLIMB } from '../workers/questions.ts';
import { wantFresh } from '../workers/wanting.ts';
import type { Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import { costAt } from './price.ts';
import { tierAbove } from './route.ts';
import type { Route, TierFacts } from './tiers.ts';

/** The events by which the task of `worker` rises, or by which a person is asked; none when it stays where it is. */
export const climbOrAsk = (world: World, worker: Worker, because: string): readonly Event[] => {
  const may = mayClimb(world, worker);
  if (may === null) return [];
  const { route, above } = may;
  const askAbove = world.tiers.settings?.escalation.askAbove ?? null;
  const estimate = above.price === null ? null : costAt({ ...above.price, above: null }, route.used);
  if (askAbove === null || (estimate !== null && estimate <= askAbove * MICRO))
    return climb(world, worker, above.name, because);
  return isAsked(world, worker) ? [] : [askClimb(world, worker, may, because, estimate)];
};

/** What a person approved, or what a tier that fell away leaves no choice about. */
export const climb = (
  world: World,
  worker: Worker,
  to: TierName,
  because: string,
  reason: ClimbReason = 'hard',
): readonly Event[] => {
  const { task } = worker;
  const route = task === null ? undefined : world.routes[task];
  if (task === null || route === undefined) return [];
  return [
    { kind: 'task.climbed', task, worker: worker.number, from: route.tier, to, because, reason },
    ...wantFresh(world, worker, to),
  ];
};

/** `hard`: it was too much for its tier. `down`: the tier fell away, which says nothing of the task. */
export type ClimbReason = 'hard' | 'down';

/** After a person's answer; nothing when the task has moved on meanwhile. */
export const afterClimbQuestion = (
  world: World,
  settled: Extract<Event, { kind: 'decision.settled' }>,
): readonly Event[] => {
  const decision = world.decisions[settled.decision];
  const worker = decision?.worker == null ? undefined : world.workers[decision.worker];
  if (decision?.binding !== CLIMB || worker === undefined || worker.task === null || worker.task !== decision.task)
    return [];
  if (settled.answer === 'deny') {
    const held: Event = { kind: 'task.held', task: worker.task, because: settled.reason ?? `denied by ${settled.by}` };
    return isFull(worker) ? [held, ...freshHere(world, worker)] : [held];
  }
  const route = world.routes[worker.task];
  const above = route === undefined ? null : tierAbove(world, route.tier);
  return above === null ? [] : climb(world, worker, above.name, `approved by ${settled.by}: ${decision.because}`);
};

/** What the next session is told of those before it; empty for a task that never rose. */
export const climbText = (route: Route | undefined): string => {
  const last = route?.climbs.at(-1);
  if (route === undefined || last === undefined) return '';
  return [
    `This task is on its tier ${route.climbs.length + 1}: ${route.climbs.map(({ from, because }) => `on ${from} it did not get done (${because})`).join('; ')}.`,
    ...(route.lastFailure === null
      ? []
      : ['What failed last there:', ...route.lastFailure.split('\n').map((line) => `> ${line}`)]),
    'What was tried stands in your scratchpad and in the working tree. Do not do the same again.',
  ].join('\n');
};

interface May {
  readonly task: Task;
  readonly route: Route;
  readonly above: TierFacts;
}

const mayClimb = (world: World, { task: id }: Worker): May | null => {
  const { settings } = world.tiers;
  const task = id === null ? undefined : world.tasks[id];
  const route = id === null ? undefined : world.routes[id];
  if (settings === null || task === undefined || route === undefined || route.held) return null;
  // What a task names itself is as far as it goes without a person.
  if (task.tier !== null && settings.ladder.some(({ name }) => name === task.tier)) return null;
  if (route.climbs.length >= settings.escalation.most) return null;
  const above = tierAbove(world, route.tier);
  return above === null ? null : { task, route, above };
};

const isAsked = (world: World, { number }: Worker): boolean =>
  Object.values(world.decisions).some(
    (decision) => decision.worker === number && decision.binding === CLIMB && decision.state.kind === 'waiting',
  );

const MICRO = 1_000_000;

const askClimb = (
  world: World,
  worker: Worker,
  { task, route, above }: May,
  because: string,
  estimate: number | null,
): Event => {
  const price = estimate === null ? 'a price that is not known' : `about $${(estimate / MICRO).toFixed(2)}`;
  return askAboutTask(world, worker, {
    text: `${task.id} does not get done on ${route.tier}: ${because}. What it used so far would cost ${price} on ${above.name}. Approve: ${above.name} takes over. Deny: it stays on ${route.tier}.`,
    binding: CLIMB,
    because,
  });
};
