/**
 * Memory in the supervisor: notes are captured, found, given to sessions and moved between the tiers. The files are the
 * truth, the index is a view of them, and what gaffer did with them is in the journal.
 */
import type { SessionKey } from '../claude/session-key.ts';
import { lockOf } from '../domain/locks/held.ts';
import { projectActivity } from '../domain/memory/activity.ts';
import { embeddingServerOf } from '../domain/memory/config.ts';
import type { MemoryEvent, MemoryWish } from '../domain/memory/events.ts';
import type { ScoreFacts } from '../domain/memory/score.ts';
import { describeProblem, type Problem, type Result } from '../domain/problem.ts';
import type { Task } from '../domain/tasks/task.ts';
import type { Embed } from '../jobs/ollama-embed.ts';
import { openMemoryIndex } from '../state/memory-index.ts';
import { createMemorySearch, type MemoryHit, type MemoryQuery } from '../state/memory-search.ts';
import { type MemoryStore, openMemoryStore } from '../state/memory-store.ts';
import { watchMemory } from '../state/memory-watch.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import { createCurationPasses } from './curation-passes.ts';
import { curateStore } from './memory-curation.ts';
import { createMemoryKeeper, type Kept, type KeptNote } from './memory-keeper.ts';
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

  const keeper = createMemoryKeeper(fleet, store, report, say);
  const { curate, stop: stopCurating } = createCurationPasses(inTurn, async () => {
    const events = await curateStore(store, fleet.config.memory, facts(), say);
    await report(events);
    return events.length === 0 && store.index.uncompared(1).length === 0;
  });

  return {
    store,
    facts,
    search: (query) => search({ ...query, now: Date.now() }),
    keep: async (draft) => {
      const kept = await inTurn(() => keeper.keep(draft));
      void curate();
      return kept;
    },
    recall: async ({ worker }, text, limit) => {
      const world = fleet.world();
      const task = world.workers[worker]?.task ?? null;
      const project = lockOf(world, worker)?.project ?? (task === null ? null : (world.tasks[task]?.project ?? null));
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
    carryOut: (wish) => inTurn(() => keeper.carryOut(wish)),
    curate,
    close: async () => {
      closed = true;
      stopCurating();
      watch.stop();
      closing.abort();
      await meaning.close();
      await turn;
      store.close();
    },
  };
};

const textOf = ({ title, body, tags, criteria }: Task): string =>
  [title, body, ...tags, ...criteria.map((criterion) => criterion.text)].join('\n');
