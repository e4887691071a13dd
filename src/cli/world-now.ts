/** The World for commands that only look: as a running fleet has it, or as the journal tells it. Nothing is started. */
import { ok, type Result } from '../domain/problem.ts';
import { emptyWorld, type World } from '../domain/world.ts';
import { openJournal } from '../state/journal.ts';
import type { Places } from '../state/places.ts';
import { connectFleet } from '../wire/client.ts';

/** Null when no fleet runs. */
export const runningWorld = async ({ controlSocket }: Pick<Places, 'controlSocket'>): Promise<World | null> => {
  const client = await connectFleet(controlSocket);
  if (!client.ok) return null;
  const world = client.value.snapshot();
  client.value.close();
  return world;
};

/** A workspace without a journal has an empty one; a journal that cannot be read is a problem. */
export const worldNow = async (places: Pick<Places, 'controlSocket' | 'journal'>): Promise<Result<World>> => {
  const running = await runningWorld(places);
  if (running !== null) return ok(running);
  const journal = openJournal(places.journal, { readOnly: true });
  if (!journal.ok) return journal.problem.kind === 'missing' ? ok(emptyWorld) : journal;
  try {
    return ok(journal.value.load());
  } finally {
    journal.value.close();
  }
};
