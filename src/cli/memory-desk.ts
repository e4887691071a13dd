/** What the memory commands work with: the notes, their index, and what a running fleet knows of the projects. */
import { projectActivity } from '../domain/memory/activity.ts';
import type { MemoryBudgets } from '../domain/memory/curate.ts';
import type { ScoreFacts } from '../domain/memory/score.ts';
import type { Problem, Result } from '../domain/problem.ts';
import { emptyWorld, type World } from '../domain/world.ts';
import { readConfig } from '../state/config-file.ts';
import { openMemoryIndex } from '../state/memory-index.ts';
import { createMemorySearch, type MemorySearch } from '../state/memory-search.ts';
import { type MemoryStore, openMemoryStore } from '../state/memory-store.ts';
import type { Places } from '../state/places.ts';
import { sharedFilesIn } from '../state/shared-file.ts';
import { connectFleet } from '../wire/client.ts';
import { type WorkspaceOption, workspacePlaces } from './workspace.ts';

export interface MemoryDesk extends MemorySearch {
  readonly store: MemoryStore;
  readonly facts: ScoreFacts;
  readonly budgets: MemoryBudgets;
}

export const inMemory = async (
  options: WorkspaceOption,
  use: (desk: MemoryDesk) => Promise<Result<void>>,
  end: (problem: Problem) => void,
): Promise<void> => {
  const places = workspacePlaces(options);
  if (!places.ok) return end(places.problem);
  const shared = sharedFilesIn(places.value.workspace);
  const config = await readConfig(shared);
  if (!config.ok) return end(config.problem);
  const index = openMemoryIndex(places.value.memoryIndex);
  const store = openMemoryStore(places.value.workspace, shared, index);
  try {
    await store.sync();
    const now = Date.now();
    const facts = { now, activeAt: projectActivity(await worldOf(places.value), now) };
    const used = await use({ store, ...createMemorySearch(index), facts, budgets: config.value.memory });
    if (!used.ok) end(used.problem);
  } finally {
    store.close();
  }
};

const worldOf = async (places: Places): Promise<World> => {
  const client = await connectFleet(places.controlSocket);
  if (!client.ok) return emptyWorld;
  const world = client.value.snapshot();
  client.value.close();
  return world;
};
