/** The notes that a search by words found and those that mean the like, in one order. It reads the index alone. */
import type { MemoryItem } from '../domain/memory/item.ts';
import { fuse, LEAST_COSINE } from '../domain/memory/meaning.ts';
import { factorsOf, product } from '../domain/memory/ranking.ts';
import { rawWords } from '../domain/memory/words.ts';
import type { MemoryIndex } from './memory-index.ts';
import { itemFromRow, type MemoryRow, type StandingRow, standingFromRow } from './memory-row.ts';
import { askingOf, type MemoryHit, type MemoryQuery, type MemorySearch } from './memory-search.ts';
import type { Near } from './memory-vectors.ts';

export type FusedSearch = (query: MemoryQuery, near: readonly Near[]) => readonly MemoryHit[];

/** Of each order, its first places: what comes later in one alone has no say. */
export const FUSED_PLACES = 40;

export const createFusedSearch = (index: MemoryIndex, { search }: MemorySearch): FusedSearch => {
  const whole = index.database.prepare('SELECT * FROM items JOIN texts USING (key) WHERE key = ?');

  /** What the order by words knows of a note beside its words, counts here as well: what lies above the least likeness. */
  const byMeaning = (query: MemoryQuery, near: readonly Near[]): readonly MemoryHit[] => {
    const asking = askingOf(query, rawWords(query.text));
    return near
      .flatMap(({ key, cosine }): readonly MemoryHit[] => {
        const row = whole.get(key);
        if (row === undefined) return [];
        const factors = factorsOf(standingFromRow(row as unknown as StandingRow), asking);
        const score = (cosine - LEAST_COSINE) * product(factors);
        return [{ item: itemFromRow(row as unknown as MemoryRow), score, found: [], factors, meaning: cosine }];
      })
      .toSorted(bestFirst);
  };

  return (query, near) => {
    const meant = byMeaning(query, near);
    if (meant.length === 0) return search(query);
    const worded = search({ ...query, limit: Math.max(query.limit, FUSED_PLACES) });
    const points = fuse([worded.map(fileOf), meant.map(fileOf)]);
    const hits = new Map<string, MemoryHit>(meant.map((hit) => [fileOf(hit), hit]));
    for (const hit of worded) hits.set(fileOf(hit), { ...hits.get(fileOf(hit)), ...hit });
    return [...hits.values()]
      .map((hit) => ({ ...hit, score: points.get(fileOf(hit)) ?? 0 }))
      .toSorted(bestFirst)
      .slice(0, query.limit);
  };
};

const fileOf = ({ item }: { readonly item: MemoryItem }): string => item.file;

const bestFirst = (a: MemoryHit, b: MemoryHit): number => b.score - a.score || a.item.id.localeCompare(b.item.id);
