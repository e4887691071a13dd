/** Retrieval quality over the labelled set of this directory: recall@5 and nDCG@10, of ours and of plain FTS5 BM25. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { MemoryItem } from '../../src/domain/memory/item.ts';
import { openMemoryIndex } from '../../src/state/memory-index.ts';
import { createMemorySearch } from '../../src/state/memory-search.ts';

export interface Labelled {
  readonly kind: string;
  readonly project: string | null;
  readonly query: string;
  /** By label; 2 answers it, 1 helps. */
  readonly grades: ReadonlyMap<string, number>;
}

export interface Quality {
  readonly recallAt5: number;
  readonly ndcgAt10: number;
}

/** Labels of the notes found, best first. */
export type Retriever = (query: Labelled) => readonly string[];

const rowsOf = (name: string): readonly (readonly string[])[] =>
  readFileSync(join(import.meta.dirname, name), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

const orNone = (text: string | undefined): string | null => (text === undefined || text === '-' ? null : text);

export const labelledQueries = (): readonly Labelled[] =>
  rowsOf('queries.tsv').map(([kind = '', project, query = '', relevant = '']) => ({
    kind,
    project: orNone(project),
    query,
    grades: new Map(
      relevant.split(' ').map((each) => {
        const [label = '', grade] = each.split(':');
        return [label, Number(grade)];
      }),
    ),
  }));

/** One day for all: the set says nothing of time. */
const WRITTEN_AT = Date.UTC(2026, 0, 1);

export const labelledItems = (): readonly { readonly label: string; readonly item: MemoryItem }[] =>
  rowsOf('items.tsv').map(([label = '', project, topics = '', text = ''], at) => ({
    label,
    item: {
      id: `M${at + 1}`,
      file: `MEMORY/cold/m${at + 1}.md`,
      tier: 'cold',
      text,
      topics: topics.split(' '),
      project: orNone(project),
      source: { kind: 'person', worker: null, task: null },
      createdAt: WRITTEN_AT,
      usedAt: null,
      uses: 0,
      pinned: false,
      supersedes: [],
      supersededBy: null,
      problem: null,
      managed: true,
    },
  }));

export const ours = (): Retriever => {
  const items = labelledItems();
  const labels = new Map(items.map(({ label, item }) => [item.id, label]));
  const index = openMemoryIndex(':memory:');
  index.change(
    items.map(({ item }) => ({ item, mark: { modifiedAt: 0, size: 0 } })),
    [],
  );
  const { search } = createMemorySearch(index);
  return ({ query, project }) =>
    search({ text: query, project, limit: 10, now: WRITTEN_AT }).map(({ item }) => labels.get(item.id) ?? '');
};

/** What SQLite does by itself: the words of the query, any of them, in the order of bm25. It is given the same fields. */
export const plainBm25 = (tokenize: 'unicode61' | 'porter unicode61'): Retriever => {
  const items = labelledItems();
  const database = new DatabaseSync(':memory:');
  database.exec(`CREATE VIRTUAL TABLE words USING fts5(project, topics, text, tokenize="${tokenize}")`);
  const put = database.prepare('INSERT INTO words (rowid, project, topics, text) VALUES (?, ?, ?, ?)');
  for (const [at, { item }] of items.entries()) put.run(at, item.project ?? '', item.topics.join(' '), item.text);
  const find = database.prepare('SELECT rowid AS at FROM words WHERE words MATCH ? ORDER BY rank LIMIT 10');
  return ({ query }) => {
    const words = query.match(/[\p{L}\p{N}]+/gu) ?? [];
    return find.all(words.map((word) => `"${word}"`).join(' OR ')).map(({ at }) => items[Number(at)]?.label ?? '');
  };
};

export const qualityOf = (retrieve: Retriever, queries: readonly Labelled[]): Quality => {
  const each = queries.map((query) => {
    const found = retrieve(query);
    const wanted = [...query.grades.keys()];
    const hits = wanted.filter((label) => found.slice(0, 5).includes(label)).length;
    const ideal = gainOf([...query.grades.values()].toSorted((a, b) => b - a));
    return {
      recallAt5: hits / Math.min(wanted.length, 5),
      ndcgAt10: gainOf(found.slice(0, 10).map((label) => query.grades.get(label) ?? 0)) / ideal,
    };
  });
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { recallAt5: mean(each.map((it) => it.recallAt5)), ndcgAt10: mean(each.map((it) => it.ndcgAt10)) };
};

const gainOf = (grades: readonly number[]): number =>
  grades.reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0);
