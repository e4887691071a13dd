/**
 * Memory in the supervisor: notes are captured, found, given to sessions and moved between the tiers. The files are the
 * truth, the index is a view of them, and what gaffer did with them is in the journal.
 */
import type { SessionKey } from '../claude/session-key.ts';
import { projectActivity } from '../domain/memory/activity.ts';
import { embeddingServerOf } from '../domain/memory/config.ts';
import type { MemoryEvent, MemoryWish } from '../domain/memory/events.ts';
import { type MemoryItem, titleOf } from '../domain/memory/item.ts';
import type { ScoreFacts } from '../domain/memory/score.ts';
import { secretIn } from '../domain/memory/secrets.ts';
import { describeProblem, fail, ok, type Problem, type Result } from '../domain/problem.ts';
import type { Task } from '../domain/tasks/task.ts';
import type { Embed } from '../jobs/ollama-embed.ts';
import type { MemoryDraft } from '../state/memory-file.ts';
import { openMemoryIndex } from '../state/memory-index.ts';
import { createMemorySearch, type MemoryHit, type MemoryQuery } from '../state/memory-search.ts';
import { type MemoryStore, moveByHand, openMemoryStore } from '../state/memory-store.ts';
import { watchMemory } from '../state/memory-watch.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import { curateStore } from './memory-curation.ts';
import { openMeaning } from './memory-meaning.ts';
import { fittingQuery, type StartupNotes, selectNotes } from './memory-selection.ts';
import type { Fleet } from './parts.ts';

export interface Memory {
  readonly store: MemoryStore;
  readonly facts: () => ScoreFacts;
  readonly search: (query: Omit<MemoryQuery, 'now'>) => readonly MemoryHit[];
  /** Keeps a note, unless it is known already or holds a secret. */
  readonly keep: (draft: Kept) => Promise<Result<KeptNote>>;
  readonly recall: (session: SessionKey, query: string, limit: number) => Promise<readonly MemoryHit[]>;
  /** Waits for the first look at the files, so that no session begins without a note that is there. */
  readonly startupNotes: (task: Task | undefined) => Promise<StartupNotes>;
  readonly carryOut: (wish: MemoryWish) => Promise<void>;
  /** Soon; at once when it has not been done for long. */
  readonly curate: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Kept extends Pick<MemoryDraft, 'text' | 'topics' | 'project' | 'source'> {
  readonly tier: MemoryItem['tier'];
}

export interface KeptNote {
  readonly item: MemoryItem;
  readonly isNew: boolean;
  /** Notes of people that say otherwise: they stay. */
  readonly contradicts: readonly MemoryItem[];
}

/** A pass over the whole store may take that share of the time, and no more. */
const CURATION_SHARE = 0.1;
/** The best ones are what the asker meant; the rest was only near. */
const USED_HITS = 3;
/** A session that starts or asks waits no longer for what only makes its answer better. */
const MEANING_MS = 300;

export const openMemory = (fleet: Fleet, shared: SharedFiles, embed: Embed): Memory => {
  const store = openMemoryStore(fleet.places.workspace, shared, openMemoryIndex(fleet.places.memoryIndex));
  const { search } = createMemorySearch(store.index);
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** Notes are changed one after the other: ids are never given twice, and no pass sees half of another. */
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const closing = new AbortController();
  const say = (problem: Problem): void => fleet.log(describeProblem(problem));
  const server = embeddingServerOf(fleet.config);
  const meaning = openMeaning({ index: store.index, search, server, embed, deadlineMs: MEANING_MS, inTurn, say });
  // Watched before it is read, so that no change is missed.
  const watch = watchMemory({
    root: fleet.places.workspace,
    onChange: (files) =>
      void inTurn(async () => {
        if (closed) return;
        await (files === null ? store.sync(closing.signal) : store.look(files));
        meaning.catchUp();
      }),
    onProblem: say,
  });
  const ready = inTurn(() => store.sync(closing.signal)).then(meaning.catchUp);
  const report = async (events: readonly MemoryEvent[]): Promise<void> => {
    if (events.length > 0) await fleet.submit({ kind: 'report-memory', events }, { by: 'memory' });
  };
  const facts = (): ScoreFacts => ({ now: Date.now(), activeAt: projectActivity(fleet.world(), Date.now()) });

  const keepNow = async (draft: Kept): Promise<Result<KeptNote>> => {
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
  };

  const carryOut = async (wish: MemoryWish): Promise<void> => {
    const done = await wished(store, wish);
    if (done.ok) await report([{ kind: 'memory.changed', item: done.value.id, wish: wish.kind }]);
    else say(done.problem);
  };

  let isWanted = false;
  let isCurating = false;
  let notBefore = 0;
  let later: NodeJS.Timeout | undefined;

  /** Pass after pass until all notes lie where they belong; whoever keeps a note meanwhile comes between two of them. */
  const curate = async (): Promise<void> => {
    isWanted = true;
    const waitMs = notBefore - performance.now();
    if (isCurating || closed) return;
    if (waitMs > 0) {
      later ??= setTimeout(() => {
        later = undefined;
        void curate();
      }, waitMs).unref();
      return;
    }
    isCurating = true;
    isWanted = false;
    let spent = 0;
    for (let isAtRest = false; !isAtRest; ) {
      await inTurn(async () => {
        const startedAt = performance.now();
        const events = closed ? [] : await curateStore(store, fleet.config.memory, facts(), say);
        await report(events);
        isAtRest = closed || (events.length === 0 && store.index.uncompared(1).length === 0);
        spent += performance.now() - startedAt;
      });
    }
    isCurating = false;
    notBefore = performance.now() + spent / CURATION_SHARE;
    if (isWanted) void curate();
  };

  return {
    store,
    facts,
    search: (query) => search({ ...query, now: Date.now() }),
    keep: async (draft) => {
      const kept = await inTurn(() => keepNow(draft));
      void curate();
      return kept;
    },
    recall: async ({ worker }, text, limit) => {
      const world = fleet.world();
      const task = world.workers[worker]?.task ?? null;
      const project =
        Object.values(world.locks).find(({ holder }) => holder === worker)?.project ??
        (task === null ? null : (world.tasks[task]?.project ?? null));
      const hits = await meaning.recall({ text, project, limit, now: Date.now() });
      const used = new Date().toISOString();
      void inTurn(async () => {
        for (const { item } of hits.slice(0, USED_HITS)) {
          const counted = closed || !item.managed ? null : await store.change(item.id, { used, uses: item.uses + 1 });
          if (counted?.ok === false) say(counted.problem);
        }
      }).then(curate);
      return hits;
    },
    startupNotes: async (task) => {
      await ready;
      const wanted = task === undefined ? null : { project: task.project, text: textOf(task) };
      const at = facts();
      const hits = wanted === null ? [] : await meaning.recall(fittingQuery(wanted, at));
      return selectNotes(store.index, wanted, hits, fleet.config.memory, at);
    },
    carryOut: (wish) => inTurn(() => carryOut(wish)),
    curate,
    close: async () => {
      closed = true;
      clearTimeout(later);
      watch.stop();
      closing.abort();
      await meaning.close();
      await turn;
      store.close();
    },
  };
};

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

const textOf = ({ title, body, tags, criteria }: Task): string =>
  [title, body, ...tags, ...criteria.map((criterion) => criterion.text)].join('\n');
