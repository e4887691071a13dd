/**
 * Memory at the size of years: 20,000 notes to open, to search, to select from and to curate, and how well the search
 * finds what people ask for, on the labelled set of bench/retrieval, beside what SQLite does by itself.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MEMORY_DEFAULTS } from '../src/domain/memory/config.ts';
import { curate } from '../src/domain/memory/curate.ts';
import { hotOrder, warmOrder, withinBudget } from '../src/domain/memory/selection.ts';
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
const NOW = Date.UTC(2026, 10, 1);

export const bench: Bench = async (progress) => ({ ...quality(progress), ...speed(progress) });

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

const speed = (progress: (line: string) => void): Readonly<Record<string, Figure>> => {
  const root = mkdtempSync(join(tmpdir(), 'gaffer-bench-memory-'));
  try {
    layNotes(root);
    progress(`${NOTES} notes lie on disk; the first start reads them all`);
    const file = join(root, 'memory.db');
    const shared = sharedFilesIn(root);
    const first = performance.now();
    const built = openMemoryStore(root, shared, openMemoryIndex(file));
    built.sync();
    const rebuildMs = performance.now() - first;
    built.close();

    globalThis.gc?.();
    const rssBefore = process.memoryUsage.rss();
    const query = { project: 'apps/p7', limit: 5, now: NOW };
    const coldMs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const startedAt = performance.now();
      const store = openMemoryStore(root, shared, openMemoryIndex(file));
      store.sync();
      createMemorySearch(store.index).search({ ...query, text: 'which port does the server use' });
      coldMs.push(performance.now() - startedAt);
      store.close();
    }
    const store = openMemoryStore(root, shared, openMemoryIndex(file));
    store.sync();
    const { search } = createMemorySearch(store.index);
    const questions = labelledQueries();
    const times = Array.from({ length: SEARCHES }, (_, at) => {
      const asked = questions[at % questions.length];
      const startedAt = performance.now();
      search({ ...query, text: asked?.query ?? '' });
      return performance.now() - startedAt;
    }).toSorted((a, b) => a - b);

    const facts = { now: NOW, activeAt: new Map([['apps/p7', NOW]]) };
    const task = 'Deploy the thumbnail service with a new certificate and check that the tests of the queue still pass';
    const selectMs = timed(() => {
      const hot = withinBudget(hotOrder(store.index.items({ tier: 'hot' }), facts), MEMORY_DEFAULTS.hotTokens);
      const fit = search({ text: task, project: 'apps/p7', limit: 40, now: NOW }).map(({ item }) => item);
      const claimed = [
        ...store.index.items({ tier: 'warm', project: 'apps/p7' }),
        ...fit.filter((item) => item.tier === 'warm' && item.project === null),
      ];
      return [
        hot,
        withinBudget(
          warmOrder(
            claimed,
            { project: 'apps/p7', text: task },
            fit.map(({ file }) => file),
            facts,
          ),
          MEMORY_DEFAULTS.warmTokens,
        ),
      ];
    });
    const curateMs = timed(() => [store.index.pairs(), curate(store.index.curated(NOW), MEMORY_DEFAULTS, facts)]);
    const rss = (process.memoryUsage.rss() - rssBefore) / 1024 / 1024;
    store.close();
    return {
      notes: { value: NOTES, unit: 'notes', goal: '>= 20000' },
      searchMedian: { value: median(times), unit: 'ms', goal: null },
      searchP99: { value: times[Math.floor(times.length * 0.99)] ?? 0, unit: 'ms', goal: '< 20' },
      startupSelection: { value: selectMs, unit: 'ms', goal: '< 30' },
      curationPass: { value: curateMs, unit: 'ms', goal: '< 1000' },
      coldStart: { value: median(coldMs), unit: 'ms', goal: '< 500' },
      rebuildFromFiles: { value: rebuildMs, unit: 'ms', goal: null },
      rssGrowth: { value: rss, unit: 'MiB', goal: '< 60' },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
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

const timed = (work: () => unknown): number =>
  median(
    Array.from({ length: ROUNDS }, () => {
      const startedAt = performance.now();
      work();
      return performance.now() - startedAt;
    }),
  );
