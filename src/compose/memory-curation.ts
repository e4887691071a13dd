/** One pass over the store: doubles and contradictions first, then every note into the tier that it belongs in. */
import {
  isMovable,
  type MemoryBudgets,
  type MemoryMove,
  movesOf,
  type Placed,
  place,
} from '../domain/memory/curate.ts';
import type { MemoryEvent } from '../domain/memory/events.ts';
import { type MemoryItem, titleOf } from '../domain/memory/item.ts';
import type { ScoreFacts } from '../domain/memory/score.ts';
import type { Problem } from '../domain/problem.ts';
import { createSlices } from '../state/in-slices.ts';
import type { MemoryStore } from '../state/memory-store.ts';

/** Read and looked at in one go. */
const BATCH = 8;
/** As many as a pass gets through in good time; the next pass does the rest. */
const MOST_COMPARED = 200;
/** Files are moved one by one and safely, at about a millisecond each. */
const MOST_MOVES = 100;

export const curateStore = async (
  store: MemoryStore,
  budgets: MemoryBudgets,
  facts: ScoreFacts,
  say: (problem: Problem) => void,
): Promise<readonly MemoryEvent[]> => {
  const rest = createSlices();
  await markReplaced(store, rest, say);
  const placed: Placed[] = [];
  for (const item of store.index.curated(facts.now)) {
    const wish = place(item, facts);
    // What stays in cold takes no room of anybody, and thousands of those lie there.
    if (item.tier !== 'cold' || wish.tier !== 'cold') placed.push(wish);
    await rest();
  }
  const events: MemoryEvent[] = [];
  for (const { item, to, because } of urgentFirst(movesOf(placed, budgets)).slice(0, MOST_MOVES)) {
    const moved = await store.move(item.file, to);
    if (moved.ok)
      events.push({ kind: 'memory.moved', item: item.id, title: titleOf(moved.value), from: item.tier, to, because });
    else say(moved.problem);
  }
  return events;
};

/** What every session is given counts most. */
const urgentFirst = (moves: readonly MemoryMove[]): readonly MemoryMove[] =>
  moves.toSorted((a, b) => Number(touchesHot(b)) - Number(touchesHot(a)));

const touchesHot = ({ item, to }: MemoryMove): boolean => item.tier === 'hot' || to === 'hot';

/** Of notes that came or changed since the last pass: which older ones say the same, or something else of the same thing. */
const markReplaced = async (
  store: MemoryStore,
  rest: () => Promise<void>,
  say: (problem: Problem) => void,
): Promise<void> => {
  const { index } = store;
  for (let looked = 0; looked < MOST_COMPARED; looked += BATCH) {
    const batch = index.uncompared(BATCH);
    if (batch.length === 0) return;
    for (const note of batch) {
      await rest();
      for (const { item } of note.supersededBy === null ? index.alike(note) : []) {
        if (item.supersededBy !== null) continue;
        const [newer, older] = isNewer(note, item) ? [note, item] : [item, note];
        if (!isMovable(older) || older.source.kind === 'person') continue;
        const marked = await store.change(older.file, { 'superseded by': newer.id });
        if (!marked.ok) say(marked.problem);
        if (older === note) break;
      }
    }
    index.compared(batch.map(({ file }) => file));
  }
};

const isNewer = (one: MemoryItem, other: MemoryItem): boolean =>
  one.createdAt === other.createdAt ? one.id > other.id : one.createdAt > other.createdAt;
