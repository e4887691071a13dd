/** `gaffer locks`: who holds which project and who waits for it; the human may take a lock away. */
import type { Command } from 'commander';
import { type ProjectId, projectId } from '../domain/ids.ts';
import { leaseLeftMs } from '../domain/locks/leases.ts';
import { staleLocks, staleness } from '../domain/locks/stale.ts';
import { touchOf } from '../domain/locks/touch.ts';
import { visible } from '../domain/visible.ts';
import { holdRows, lockRows, looseTouches } from '../state/selectors-locks.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { endWith } from './exit.ts';
import { misuse } from './misuse.ts';
import { printJson, printTable, say } from './output.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

type ReleaseOptions = FleetOptions & { readonly stale?: boolean };

export const register = (program: Command): void => {
  const locks = program.command('locks').description('who holds which project: list, release');
  locks
    .command('list', { isDefault: true })
    .description('the held projects, those of deploys too, what looks left behind, and what others changed')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON array')
    .action((options: FleetOptions) => withFleet(options, (client) => list(client, options)));
  locks
    .command('release')
    .argument('[project]', 'the project, such as apps/alpha')
    .option('--stale', 'every lock that looks left behind')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object, or with --stale an array')
    .description('take a lock from its holder; the first in line gets it')
    .action((name: string | undefined, options: ReleaseOptions, command: Command) => {
      if ((name === undefined) === (options.stale !== true))
        misuse(command, 'which lock? Name one project, or say --stale for all that look left behind');
      return withFleet(options, (client) =>
        name === undefined ? releaseStale(client, options) : releaseOne(client, projectId(name), options),
      );
    });
};

const list = async (client: FleetClient, options: FleetOptions): Promise<void> => {
  const world = client.snapshot();
  const asked = await client.report('leases', {});
  const leases = asked.ok ? asked.value : null;
  const now = Date.now();
  if (options.json === true) {
    return printJson([
      ...Object.values(world.locks).map((lock) => ({
        ...lock,
        leaseLeftMs: leases === null ? null : leaseLeftMs(leases, lock.project, now),
        waiting: world.lockWaits.filter(({ project }) => project === lock.project).map(({ worker }) => worker),
        refused: Object.entries(world.refusals ?? {})
          .filter(([, { project }]) => project === lock.project)
          .map(([worker]) => Number(worker)),
        stale: staleness(world, lock),
        touch: touchOf(world, lock.project),
      })),
      ...Object.values(world.holds).map((hold) => ({
        ...hold,
        holder: null,
        waiting: world.lockWaits.filter(({ project }) => project === hold.project).map(({ worker }) => worker),
        touch: touchOf(world, hold.project),
      })),
    ]);
  }
  const rows = lockRows(world, now, '', leases);
  const held = holdRows(world, now, '');
  if (rows.length + held.length === 0) say('no project is locked');
  if (rows.length > 0) {
    printTable(
      ['project', 'worker', 'task', 'fence', 'door', 'held', 'heard', 'lease left', 'in line', 'refused'],
      rows.map((row) => [
        row.project,
        String(row.holder),
        row.task,
        String(row.fence),
        row.door,
        row.held,
        row.renewed,
        row.lease,
        row.line,
        row.refused,
      ]),
    );
  }
  for (const { project, run, ships, doing, held: since, line, touch } of held) {
    say(visible(`${project} is held by deploy ${run} of ${ships} for ${since}, ${doing}; in line: ${line}`));
    if (touch !== null) say(visible(`${project} was ${touch}`));
  }
  for (const { project, stale, touch } of rows) {
    if (stale !== null) say(`${project} looks left behind: ${stale}. Release it with: gaffer locks release ${project}`);
    if (touch !== null) say(visible(`${project} was ${touch}`));
  }
  for (const touch of looseTouches(world, now)) say(visible(touch));
};

const releaseOne = async (client: FleetClient, project: ProjectId, options: FleetOptions): Promise<void> => {
  const released = await client.command({ kind: 'force-release', project });
  if (!released.ok) return endWith(released.problem, options);
  const next = nextHolder(client, project);
  if (options.json === true) printJson({ ok: true, project, next });
  else say(releasedText(project, next));
};

const releaseStale = async (client: FleetClient, options: FleetOptions): Promise<void> => {
  const done: { readonly project: ProjectId; readonly next: number | null }[] = [];
  for (const { project } of staleLocks(client.snapshot())) {
    const released = await client.command({ kind: 'force-release', project });
    if (!released.ok) return endWith(released.problem, options);
    done.push({ project, next: nextHolder(client, project) });
  }
  if (options.json === true) return printJson(done);
  if (done.length === 0) return say('no lock looks left behind');
  for (const { project, next } of done) say(releasedText(project, next));
};

const nextHolder = (client: FleetClient, project: ProjectId): number | null =>
  client.snapshot().locks[project]?.holder ?? null;

const releasedText = (project: ProjectId, next: number | null): string =>
  next === null ? `${project} is free` : `${project} is now worker ${next}'s, who was first in line`;
