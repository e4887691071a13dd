/**
 * Memory at the size of years: 20,000 notes to open, to search, to select from and to curate, and how well the search
 * finds what people ask for, on the labelled set of bench/retrieval, beside what SQLite does by itself.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { SMALL_HEAP } from '../src/cli/ensure-fleet.ts';
import { curateStore } from '../src/compose/memory-curation.ts';
import { fittingQuery, selectNotes } from '../src/compose/memory-selection.ts';
import { MEMORY_DEFAULTS } from '../src/domain/memory/config.ts';
import { writeMemory } from '../src/state/memory-file.ts';
import { openMemoryIndex } from '../src/state/memory-index.ts';
import { createMemorySearch } from '../src/state/memory-search.ts';
import { openMemoryStore } from '../src/state/memory-store.ts';
import { sharedFilesIn } from '../src/state/shared-file.ts';
import type { Bench, Figure } from './figures.ts';
import { median } from './figures.ts';
import { labelledItems, labelledQueries, ours, plainBm25, qualityOf } from './retrieval/quality.ts';

const NOTES = 20_000;
const SEARCHES = 600;
const ROUNDS = 5;
const DAY_MS = 86_400_000;
const ROOM = join(import.meta.dirname, 'memory-room.ts');
const NOW = Date.UTC(2026, 10, 1);

export const bench: Bench = async (progress) => ({ ...quality(progress), ...(await speed(progress)) });

const quality = (progress: (line: string) => void): Readonly<Record<string, Figure>> => {
  const queries = labelledQueries();
  const retrievers = { ours: ours(), plain: plainBm25('unicode61'), porter: plainBm25('porter unicode61') };
  const all = Object.fromEntries(
    Object.entries(retrievers).map(([name, retrieve]) => [name, qualityOf(retrieve, queries)]),
  );
  for (const kind of ['plain', 'paraphrase', 'typo', 'project']) {
    const some = queries.filter((query) => query.kind === kind);
    const each = Object.entries(retrievers).map(([name, retrieve]) => {
      const { recallAt5, ndcgAt10 } = qualityOf(retrieve, some);
      return `${name} ${recallAt5.toFixed(3)} / ${ndcgAt10.toFixed(3)}`;
    });
    progress(`${kind} (${some.length} queries), recall@5 / nDCG@10: ${each.join(', ')}`);
  }
  const plain = all.plain ?? { recallAt5: 0, ndcgAt10: 0 };
  return {
    labelledNotes: { value: labelledItems().length, unit: 'notes', goal: '>= 500' },
    labelledQueries: { value: queries.length, unit: 'queries', goal: '>= 200' },
    recallAt5: { value: all.ours?.recallAt5 ?? 0, unit: '', goal: `> ${plain.recallAt5}` },
    recallAt5Plain: { value: plain.recallAt5, unit: '', goal: null },
    recallAt5Porter: { value: all.porter?.recallAt5 ?? 0, unit: '', goal: null },
    ndcgAt10: { value: all.ours?.ndcgAt10 ?? 0, unit: '', goal: `> ${plain.ndcgAt10}` },
    ndcgAt10Plain: { value: plain.ndcgAt10, unit: '', goal: null },
    ndcgAt10Porter: { value: all.porter?.ndcgAt10 ?? 0, unit: '', goal: null },
  };
};

const speed = async (progress: (line: string) => void): Promise<Readonly<Record<string, Figure>>> => {
  const root = mkdtempSync(join(tmpdir(), 'gaffer-bench-memory-'));
  try {
    layNotes(root);
    progress(`${NOTES} notes lie on disk; the first start reads them all`);
    const file = join(root, 'memory.db');
    const shared = sharedFilesIn(root);
    const built = openMemoryStore(root, shared, openMemoryIndex(file));
    const rebuild = await watched(() => built.sync());
    built.close();

    const query = { project: 'apps/p7', limit: 5, now: NOW };
    const starts: Watched[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const store = openMemoryStore(root, shared, openMemoryIndex(file));
      starts.push(
        await watched(async () => {
          await store.sync();
          createMemorySearch(store.index).search({ ...query, text: 'which port does the server use' });
        }),
      );
      store.close();
    }
    const store = openMemoryStore(root, shared, openMemoryIndex(file));
    await store.sync();
    const { search } = createMemorySearch(store.index);
    const questions = labelledQueries();
    const times = Array.from({ length: SEARCHES }, (_, at) => {
      const asked = questions[at % questions.length];
      const startedAt = performance.now();
      search({ ...query, text: asked?.query ?? '' });
      return performance.now() - startedAt;
    }).toSorted((a, b) => a - b);

    const facts = { now: NOW, activeAt: new Map([['apps/p7', NOW]]) };
    const task = {
      project: 'apps/p7',
      text: 'Deploy the thumbnail service with a new certificate and check that the tests of the queue still pass',
    };
    const select = Array.from({ length: ROUNDS }, () => {
      const startedAt = performance.now();
      selectNotes(store.index, task, search(fittingQuery(task, facts)), MEMORY_DEFAULTS, facts);
      return performance.now() - startedAt;
    });
    const passes: Watched[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      passes.push(
        await watched(async () => {
          const moves = await curateStore(store, MEMORY_DEFAULTS, facts, ({ message }) => progress(message));
          progress(`a pass of curation moved ${moves.length} notes`);
        }),
      );
    }
    store.close();
    const { stdout } = await execa(process.execPath, [...SMALL_HEAP, ROOM, root, String(NOW)]);
    return {
      notes: { value: NOTES, unit: 'notes', goal: '>= 20000' },
      searchMedian: { value: median(times), unit: 'ms', goal: null },
      searchP99: { value: times[Math.floor(times.length * 0.99)] ?? 0, unit: 'ms', goal: '< 20' },
      startupSelection: { value: median(select), unit: 'ms', goal: '< 30' },
      curationPass: { value: median(passes.map(({ ms }) => ms)), unit: 'ms', goal: '< 1000' },
      coldStart: { value: median(starts.map(({ ms }) => ms)), unit: 'ms', goal: '< 500' },
      rebuildFromFiles: { value: rebuild.ms, unit: 'ms', goal: null },
      longestHoldAtStart: { value: median(starts.map(({ held }) => held)), unit: 'ms', goal: null },
      longestHoldAtRebuild: { value: rebuild.held, unit: 'ms', goal: null },
      longestHoldAtCuration: { value: median(passes.map(({ held }) => held)), unit: 'ms', goal: null },
      rssGrowth: { value: Number(stdout), unit: 'MiB', goal: '< 60' },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

interface Watched {
  readonly ms: number;
  /** The longest time that nobody else had a turn of the event loop. */
  readonly held: number;
}

const watched = async (work: () => Promise<void>): Promise<Watched> => {
  let held = 0;
  let turnAt = performance.now();
  let isOver = false;
  const turn = (): void => {
    held = Math.max(held, performance.now() - turnAt);
    turnAt = performance.now();
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const startedAt = performance.now();
  await work();
  const ms = performance.now() - startedAt;
  isOver = true;
  turn();
  return { ms, held };
};

/** Texts of the labelled set, mixed, over 48 projects and three tiers, as years of work would leave them. */
const layNotes = (root: string): void => {
  for (const tier of ['hot', 'warm', 'cold']) mkdirSync(join(root, 'MEMORY', tier), { recursive: true });
  const texts = labelledItems().map(({ item }) => item);
  for (let at = 0; at < NOTES; at += 1) {
    const one = texts[(at * 7) % texts.length];
    const other = texts[(at * 13 + Math.floor(at / texts.length)) % texts.length];
    const tier = at < 40 ? 'hot' : at < 3_000 ? 'warm' : 'cold';
    const text = `${one?.text ?? ''} ${other?.text ?? ''} (case ${at})`;
    const note = writeMemory({
      id: `M${at + 1}`,
      text,
      topics: [...new Set([...(one?.topics ?? []), ...(other?.topics ?? [])])],
      project: at % 3 === 0 ? null : `apps/p${at % 48}`,
      source: { kind: 'worker', worker: 1, task: null },
      createdAt: NOW - (at % 700) * DAY_MS,
      supersedes: [],
    });
    writeFileSync(join(root, 'MEMORY', tier, `m${at + 1}.md`), note);
  }
};
