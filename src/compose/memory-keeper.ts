/**
 * How a note comes to be kept, or changed by a person's wish. No secret is kept; a note that is known is not kept twice;
 * one that says something else of the same thing takes the place of gaffer's own notes, never of a person's.
 */
import type { MemoryEvent, MemoryWish } from '../domain/memory/events.ts';
import { type MemoryItem, titleOf } from '../domain/memory/item.ts';
import { secretIn } from '../domain/memory/secrets.ts';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';
import type { MemoryDraft } from '../state/memory-file.ts';
import { type MemoryStore, moveByHand } from '../state/memory-store.ts';
import type { Fleet } from './parts.ts';

export interface Kept extends Pick<MemoryDraft, 'text' | 'topics' | 'project' | 'source'> {
  readonly tier: MemoryItem['tier'];
}

export interface KeptNote {
  readonly item: MemoryItem;
  readonly isNew: boolean;
  /** Notes of people that say otherwise: they stay. */
  readonly contradicts: readonly MemoryItem[];
}

export interface MemoryKeeper {
  readonly keep: (draft: Kept) => Promise<Result<KeptNote>>;
  readonly carryOut: (wish: MemoryWish) => Promise<void>;
}

/** Neither waits for its turn: the caller sees to it that one change follows the other. */
export const createMemoryKeeper = (
  fleet: Fleet,
  store: MemoryStore,
  report: (events: readonly MemoryEvent[]) => Promise<void>,
  say: (problem: Problem) => void,
): MemoryKeeper => ({
  keep: async (draft) => {
    const secret = secretIn(`${draft.text}\n${draft.topics.join(' ')}`);
    if (secret !== null) {
      await report([{ kind: 'memory.refused', worker: workerOf(fleet, draft), because: `${secret} stands in it` }]);
      return fail({
        kind: 'refused',
        message: `${secret} stands in it, and memory keeps no secrets`,
        next: 'Say where the secret lies, not what it is.',
      });
    }
    const alike = store.index.alike({ ...draft, file: '' });
    const known = alike.find(({ item, likeness }) => likeness === 'same' && item.supersededBy === null);
    if (known !== undefined) return ok({ item: known.item, isNew: false, contradicts: [] });
    const others = alike
      .filter(({ item, likeness }) => likeness === 'replaces' && item.supersededBy === null)
      .map(({ item }) => item);
    // What a person wrote or pinned is theirs to change.
    const replaced = others.filter((item) => item.managed && !item.pinned && item.source.kind !== 'person');
    const supersedes = replaced.map(({ id }) => id);
    const { tier, ...rest } = draft;
    const added = await store.add(tier, { ...rest, createdAt: Date.now(), supersedes });
    if (!added.ok) return added;
    const item = added.value;
    const { id, project, source } = item;
    const events: MemoryEvent[] = [
      { kind: 'memory.kept', item: id, title: titleOf(item), tier, project, source, supersedes },
    ];
    for (const older of replaced) {
      const because = `${id} takes its place`;
      const marked = await store.change(older.id, { 'superseded by': id });
      const moved = marked.ok ? await store.move(older.id, 'cold') : marked;
      if (!moved.ok) say(moved.problem);
      else
        events.push({
          kind: 'memory.moved',
          item: older.id,
          title: titleOf(older),
          from: older.tier,
          to: 'cold',
          because,
        });
    }
    await report(events);
    return ok({ item, isNew: true, contradicts: others.filter((other) => !replaced.includes(other)) });
  },
  carryOut: async (wish) => {
    const done = await wished(store, wish);
    if (done.ok) await report([{ kind: 'memory.changed', item: done.value.id, wish: wish.kind }]);
    else say(done.problem);
  },
});

const wished = (store: MemoryStore, wish: MemoryWish): Promise<Result<MemoryItem>> => {
  switch (wish.kind) {
    case 'pin':
      return store.change(wish.item, { pinned: wish.pinned });
    case 'move':
      return moveByHand(store, wish.item, wish.tier);
    case 'rewrite': {
      const secret = secretIn(wish.text);
      return secret === null
        ? store.rewrite(wish.item, wish.text)
        : Promise.resolve(
            fail({ kind: 'refused', message: `${wish.item}: ${secret} stands in it, so it is as before` }),
          );
    }
    case 'add': {
      const source = { kind: 'person', worker: null, task: null } as const;
      const { text, topics, project } = wish;
      return store.add('warm', { text, topics, project, source, createdAt: Date.now(), supersedes: [] });
    }
  }
};

const workerOf = (fleet: Fleet, { source }: Kept) =>
  source.worker === null ? null : (fleet.world().workers[source.worker]?.number ?? null);
