/** What the memory commands work with: the notes, their index, and what a running fleet knows of the projects. */
import { type MemoryMeaning, openMeaning } from '../compose/memory-meaning.ts';
import { projectActivity } from '../domain/memory/activity.ts';
import { embeddingServerOf } from '../domain/memory/config.ts';
import type { MemoryBudgets } from '../domain/memory/curate.ts';
import type { ScoreFacts } from '../domain/memory/score.ts';
import type { Problem, Result } from '../domain/problem.ts';
import { emptyWorld } from '../domain/world.ts';
import { embedWithOllama } from '../jobs/ollama-embed.ts';
import { readConfig } from '../state/config-file.ts';
import { openMemoryIndex } from '../state/memory-index.ts';
import { createMemorySearch } from '../state/memory-search.ts';
import { type MemoryStore, openMemoryStore } from '../state/memory-store.ts';
import { sharedFilesIn } from '../state/shared-file.ts';
import { type WorkspaceOption, workspacePlaces } from './workspace.ts';
import { runningWorld } from './world-now.ts';

export interface MemoryDesk extends Pick<MemoryMeaning, 'recall'> {
  readonly store: MemoryStore;
  readonly facts: ScoreFacts;
  readonly budgets: MemoryBudgets;
}

/** A person waits a little for the model to be loaded. */
const MEANING_MS = 1_500;

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
  const meaning = openMeaning({
    ...{ index, ...createMemorySearch(index), server: embeddingServerOf(config.value), embed: embedWithOllama },
    // The vectors of the notes are made by the fleet; here one is only asked.
    ...{ deadlineMs: MEANING_MS, inTurn: null, say: () => undefined },
  });
  try {
    await store.sync();
    const now = Date.now();
    const facts = { now, activeAt: projectActivity((await runningWorld(places.value)) ?? emptyWorld, now) };
    const used = await use({ store, recall: meaning.recall, facts, budgets: config.value.memory });
    if (!used.ok) end(used.problem);
  } finally {
    await meaning.close();
    store.close();
  }
};
