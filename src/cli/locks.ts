/** `gaffer locks`: who holds which project and who waits for it; the human may take a lock away. */
import type { Command } from 'commander';
import { projectId } from '../domain/ids.ts';
import { lockRows } from '../state/selectors-locks.ts';
import { endWith } from './exit.ts';
import { printJson, printTable, say } from './output.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

export const register = (program: Command): void => {
  const locks = program.command('locks').description('who holds which project: list, release');
  locks
    .command('list', { isDefault: true })
    .description('the held projects')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON array')
    .action((options: FleetOptions) =>
      withFleet(options, async (client) => {
        const world = client.snapshot();
        const rows = lockRows(world, Date.now(), '');
        if (options.json === true) {
          const stale = new Map(rows.map((row) => [row.project, row.stale]));
          return printJson(
            Object.values(world.locks).map((lock) => ({
              ...lock,
              waiting: world.lockWaits.filter(({ project }) => project === lock.project).map(({ worker }) => worker),
              stale: stale.get(lock.project) ?? null,
            })),
          );
        }
        if (rows.length === 0) return say('no project is locked');
        printTable(
          ['project', 'worker', 'task', 'fence', 'door', 'held', 'heard', 'in line', ''],
          rows.map((row) => [
            row.project,
            String(row.holder),
            row.task,
            String(row.fence),
            row.door,
            row.held,
            row.renewed,
            row.line,
            row.stale === null ? '' : `${row.stale}; gaffer locks release ${row.project}`,
          ]),
        );
      }),
    );
  locks
    .command('release')
    .argument('<project>', 'the project, such as apps/alpha')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .description('take a lock from its holder; the first in line gets it')
    .action((name: string, options: FleetOptions) =>
      withFleet(options, async (client) => {
        const project = projectId(name);
        const released = await client.command({ kind: 'force-release', project });
        if (!released.ok) return endWith(released.problem, options);
        const next = client.snapshot().locks[project]?.holder ?? null;
        if (options.json === true) printJson({ ok: true, project, next });
        else say(next === null ? `${project} is free` : `${project} is now worker ${next}'s, who was first in line`);
      }),
    );
};
