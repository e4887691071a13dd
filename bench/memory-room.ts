/**
 * How much a process grows by working with the notes of a workspace: run by bench/memory.ts under the supervisor's own
 * limits. It opens, searches and curates as a day of work does, and prints the growth in MiB.
 */
import { join } from 'node:path';
import { curateStore } from '../src/compose/memory-curation.ts';
import { fittingQuery, selectNotes } from '../src/compose/memory-selection.ts';
import { MEMORY_DEFAULTS } from '../src/domain/memory/config.ts';
import { openMemoryIndex } from '../src/state/memory-index.ts';
import { createMemorySearch } from '../src/state/memory-search.ts';
import { openMemoryStore } from '../src/state/memory-store.ts';
import { sharedFilesIn } from '../src/state/shared-file.ts';
import { labelledQueries } from './retrieval/quality.ts';

const SEARCHES = 600;
const PASSES = 5;

const [root = '', time = ''] = process.argv.slice(2);
const now = Number(time);
const questions = labelledQueries();
const before = process.memoryUsage.rss();

const store = openMemoryStore(root, sharedFilesIn(root), openMemoryIndex(join(root, 'memory.db')));
await store.sync();
const { search } = createMemorySearch(store.index);
const facts = { now, activeAt: new Map([['apps/p7', now]]) };
for (let at = 0; at < SEARCHES; at += 1) {
  const text = questions[at % questions.length]?.query ?? '';
  search({ text, project: 'apps/p7', limit: 5, now });
  const task = { project: 'apps/p7', text };
  if (at % 10 === 0) selectNotes(store.index, task, search(fittingQuery(task, facts)), MEMORY_DEFAULTS, facts);
}
for (let pass = 0; pass < PASSES; pass += 1) await curateStore(store, MEMORY_DEFAULTS, facts, () => undefined);
process.stdout.write(`${(process.memoryUsage.rss() - before) / 1024 / 1024}\n`);
store.close();
