/**
 * The store without sessions: journal, loop and deploys alone. It lets `gaffer deploy` work where no supervisor runs, in CI
 * for one; the caller holds the single-instance lock, so that nobody else writes the journal meanwhile.
 */
import { join } from 'node:path';
import { ok, type Result } from '../domain/problem.ts';
import { readConfig } from '../state/config-file.ts';
import { openJournal } from '../state/journal.ts';
import { createLoop } from '../state/loop.ts';
import type { Places } from '../state/places.ts';
import { sharedFilesIn } from '../state/shared-file.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { createDeploys } from './deploys.ts';
import { type Failures, openFailures } from './failures.ts';
import type { Fleet } from './parts.ts';

/** As much of a fleet as a deploy needs. */
export type DeployClient = Pick<FleetClient, 'snapshot' | 'subscribe' | 'command'> & {
  readonly close: () => Promise<void>;
};

/** gaffer's own directory, from src/ and dist/ alike. */
const OWN_ROOT = join(import.meta.dirname, '../..');

export const openQuietFleet = async (places: Places, log: (line: string) => void): Promise<Result<DeployClient>> => {
  const shared = sharedFilesIn(places.workspace);
  const config = await readConfig(shared);
  if (!config.ok) return config;
  const journal = openJournal(places.journal);
  if (!journal.ok) return journal;
  // Hands for the failure journal alone: what sessions would do waits until there are some.
  const late: { failures: Failures | null } = { failures: null };
  const loop = createLoop({
    journal: journal.value,
    now: Date.now,
    hands: async (effect) => {
      if (effect.kind === 'note-failure') await late.failures?.note(effect.noticed);
      if (effect.kind === 'write-failure') await late.failures?.write(effect.failure, effect.at);
    },
    onBug: (error) => log(error instanceof Error ? error.message : String(error)),
  });
  const fleet: Fleet = {
    places,
    config: config.value,
    mode: 'live',
    world: loop.world,
    subscribe: (listener) => loop.subscribe(() => listener()),
    submit: loop.submit,
    log,
  };
  late.failures = openFailures(fleet, shared, async () => undefined);
  const deploys = createDeploys(fleet, shared, OWN_ROOT);
  await deploys.recover();
  return ok({
    snapshot: fleet.world,
    subscribe: fleet.subscribe,
    command: (command) =>
      command.kind === 'deploy' || command.kind === 'stop-run'
        ? deploys.command(command)
        : fleet.submit(command, { by: 'human' }),
    close: async () => {
      await deploys.close();
      await loop.idle();
      journal.value.snapshot(loop.world());
      journal.value.close();
    },
  });
};
