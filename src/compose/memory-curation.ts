/** One pass over the store: doubles and contradictions first, then every note into the tier that it belongs in. */
import { curate, isMovable, type MemoryBudgets } from '../domain/memory/curate.ts';
import type { MemoryEvent } from '../domain/memory/event.ts';
import { titleOf } from '../domain/memory/item.ts';
import { likenessOf } from '../domain/memory/likeness.ts';
import type { ScoreFacts } from '../domain/memory/score.ts';
import type { Problem } from '../domain/problem.ts';
import type { MemoryStore } from '../state/memory-store.ts';

/** Files are moved one by one and safely, at about a millisecond each; the next pass does the rest. */
const MOST_MOVES = 500;

export const curateStore = async (
  store: MemoryStore,
  budgets: MemoryBudgets,
  facts: ScoreFacts,
  say: (problem: Problem) => void,
): Promise<readonly MemoryEvent[]> => {
  for (const [newer, older] of store.index.pairs()) {
    if (!isMovable(older) || older.source.kind === 'person' || likenessOf(newer, older) === null) continue;
    const marked = await store.change(older.file, { 'superseded by': newer.id });
    if (!marked.ok) say(marked.problem);
  }
  const events: MemoryEvent[] = [];
  for (const { item, to, because } of curate(store.index.curated(facts.now), budgets, facts).slice(0, MOST_MOVES)) {
    const moved = await store.move(item.file, to);
    if (moved.ok)
      events.push({ kind: 'memory.moved', item: item.id, title: titleOf(moved.value), from: item.tier, to, because });
    else say(moved.problem);
  }
  return events;
};
