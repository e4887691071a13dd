import { describe, expect, it } from 'vitest';
import { replay } from '../../src/domain/evolve.ts';
import { MOST_UNREAD } from '../../src/domain/mail/decide.ts';
import { openCriteria } from '../../src/domain/tasks/criteria.ts';
import { MOST_SENT_BACK } from '../../src/domain/workers/stop.ts';
import { aTask, PureFleet } from '../kit/pure-fleet.ts';
import { seeded } from '../kit/random.ts';
import { PROJECTS, randomCommand } from '../kit/random-command.ts';
import { tierSettings } from '../kit/tiers.ts';

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);
const STEPS = 300;

describe('any order of commands', () => {
  it.each(SEEDS)('keeps the invariants (seed %i)', (seed) => {
    const random = seeded(seed);
    const fleet = new PureFleet().boot({
      projects: PROJECTS,
      tasks: Array.from({ length: 12 }, (_, index) =>
        aTask(`T${index + 1}`, random.pick(PROJECTS), {
          criteria: random.chance(0.5) ? [{ text: 'it holds', met: false, anti: false }] : [],
        }),
      ),
    });
    if (random.chance(0.7)) {
      fleet.must({
        kind: 'report-tiers',
        settings: tierSettings({ budgets: { day: 1, task: 1 }, escalation: { askAbove: 1 } }),
      });
    }
    let fence = 0;
    for (let step = 0; step < STEPS; step += 1) {
      const seq = fleet.log.length;
      fleet.do(randomCommand(fleet, random));
      checkWalls(fleet, seq);
      fence = checkFences(fleet, fence);
      checkWorld(fleet);
      if (step % 20 === 0) checkAlerts(fleet);
    }
    expect(replay(fleet.log)).toEqual(fleet.world);
  });
});

const checkFences = (fleet: PureFleet, before: number): number => {
  const fences = fleet.log.flatMap(({ event }) =>
    event.kind === 'lock.granted' || event.kind === 'lock.passed' ? [event.fence] : [],
  );
  for (const [index, fence] of fences.entries()) expect(fence).toBe(index + 1);
  expect(fleet.world.lastFence).toBeGreaterThanOrEqual(before);
  return fleet.world.lastFence;
};

/** Whatever is renewed is renewed for what its worker holds, and the next session is wanted behind that wall. */
const checkWalls = ({ log, world }: PureFleet, from: number): void => {
  for (const { event } of log.slice(from)) {
    if (event.kind !== 'wall.renewed') continue;
    const { worker, project } = event;
    const held = Object.values(world.locks).find((lock) => lock.holder === worker);
    expect(held?.project ?? null).toBe(project);
    expect(log.slice(from).map((logged) => logged.event)).toContainEqual(
      expect.objectContaining({ kind: 'session.wanted', worker, project }),
    );
  }
};

const checkWorld = ({ world }: PureFleet): void => {
  const holders = Object.values(world.locks).map((lock) => lock.holder);
  expect(new Set(holders).size).toBe(holders.length);
  for (const wait of world.lockWaits) {
    expect(holders).not.toContain(wait.worker);
    expect(world.locks[wait.project], 'nobody waits for what is free').toBeDefined();
    expect(world.workers[wait.worker]?.generation).toBe(wait.generation);
  }
  expect(new Set(world.lockWaits.map((wait) => wait.worker)).size).toBe(world.lockWaits.length);
  for (const worker of Object.values(world.workers)) {
    if (worker.task !== null)
      expect(world.records[worker.task]).toMatchObject({ status: 'assigned', worker: worker.number });
  }
  for (const worker of Object.values(world.workers)) expect(worker.sentBack).toBeLessThanOrEqual(MOST_SENT_BACK);
  for (const task of Object.values(world.tasks)) {
    const record = world.records[task.id];
    if (record?.status !== 'done') continue;
    expect(record.logged).toBe(true);
    expect(openCriteria(world, task)).toEqual([]);
  }
  for (const mail of world.mail) {
    if (mail.kind === 'trigger') expect(mail.failures).toBeLessThanOrEqual(3);
    else expect(mail.from).not.toBe(mail.to);
  }
  expect(new Set(world.mail.map(({ id }) => id)).size).toBe(world.mail.length);
  for (const from of Object.keys(world.workers)) {
    const unread = world.mail.filter((mail) => mail.kind === 'note' && String(mail.from) === from);
    expect(unread.length).toBeLessThanOrEqual(MOST_UNREAD * Object.keys(world.workers).length);
  }
  const ladder = world.tiers.settings?.ladder.map(({ name }) => String(name)) ?? [];
  for (const route of Object.values(world.routes)) {
    expect(world.records[route.task]?.status, 'what is done has no tier any more').not.toBe('done');
    const steps = [...route.climbs.map(({ from }) => from), route.tier].map((tier) => ladder.indexOf(tier));
    expect(steps, 'a task only ever rises').toEqual([...new Set(steps)].toSorted((one, other) => one - other));
    expect(steps).not.toContain(-1);
  }
  const assigned = Object.values(world.records).filter((record) => record.status === 'assigned');
  for (const record of assigned) expect(world.workers[record.worker ?? 0]?.task).toBe(record.id);
  for (const decision of Object.values(world.decisions)) {
    if (decision.state.kind === 'waiting' && decision.worker !== null)
      expect(world.workers[decision.worker]?.generation).toBe(decision.generation);
    if (decision.state.kind === 'settled' && decision.state.input !== undefined) {
      expect(decision).toMatchObject({ question: { kind: 'blocking' }, state: { answer: 'approve' } });
    }
    if (decision.delivered === true) {
      expect(decision).toMatchObject({ question: { kind: 'posted' }, state: { kind: 'settled' } });
    }
  }
};

/** Nothing is told of a check that is good, and no message has another's number or key. */
const checkAlerts = ({ world, log }: PureFleet): void => {
  for (const subject of Object.keys(world.alerts.open)) {
    if (!subject.startsWith('check:')) continue;
    const state = world.health.checks[subject.slice('check:'.length)];
    expect(state?.believed === 'pass' && !state.flapping, `${subject} is open and good`).toBe(false);
  }
  const ids = log.flatMap(({ event }) => (event.kind === 'alert.raised' ? [event.alert.id] : []));
  expect(ids).toEqual(ids.map((_, index) => `A${index + 1}`));
};
