import { expect, it } from 'vitest';
import { evolve } from '../../src/domain/evolve.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { respond } from '../../src/domain/respond.ts';
import { statusOf } from '../../src/domain/workers/status.ts';
import { emptyWorld } from '../../src/domain/world.ts';
import { aTask, PureFleet } from '../kit/pure-fleet.ts';
import { seeded } from '../kit/random.ts';
import { PROJECTS, randomCommand } from '../kit/random-command.ts';

const WORKERS = [1, 2, 3, 4].map(workerNumber);

it.each(Array.from({ length: 30 }, (_, index) => index + 1))(
  'every event that changes what a status file says has it written (seed %i)',
  (seed) => {
    const random = seeded(seed);
    const fleet = new PureFleet().boot({
      projects: PROJECTS,
      tasks: Array.from({ length: 12 }, (_, index) => aTask(`T${index + 1}`, random.pick(PROJECTS))),
    });
    for (let step = 0; step < 200; step += 1) {
      fleet.do(randomCommand(fleet, random));
      // Titles change under workers that have the task.
      if (random.chance(0.05)) {
        const tasks = Object.values(fleet.world.tasks).map((task) => ({ ...task, title: `${task.title}.` }));
        fleet.do({ kind: 'report-backlog', tasks });
      }
    }
    let world = emptyWorld;
    for (const logged of fleet.log) {
      const before = world;
      world = evolve(world, logged);
      const written = respond(world, logged).flatMap((effect) =>
        effect.kind === 'write-status' ? [effect.worker] : [],
      );
      const stale = WORKERS.filter(
        (number) =>
          JSON.stringify(statusOf(before, number)) !== JSON.stringify(statusOf(world, number)) &&
          !written.includes(number),
      );
      expect({ kind: logged.event.kind, stale }).toEqual({ kind: logged.event.kind, stale: [] });
    }
  },
);
