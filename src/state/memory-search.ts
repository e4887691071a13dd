/**
 * Search over the memory index: BM25 for each word of the query and what may stand for it, then the order of
 * `domain/memory/ranking`. It reads the index alone, never a file.
 */
import type { StatementSync } from 'node:sqlite';
import type { MemoryItem } from '../domain/memory/item.ts';
import {
  type Asking,
  CORRECTION_WEIGHTS,
  type Concept,
  coverage,
  type Factor,
  factorsOf,
  OWN_PROJECT,
  PREFIX_WEIGHT,
  product,
  SYNONYM_WEIGHT,
  type Variant,
} from '../domain/memory/ranking.ts';
import { relatedTo } from '../domain/memory/synonyms.ts';
import { deletionsOf, slipsBetween } from '../domain/memory/typos.ts';
import { rawWords, stemOf } from '../domain/memory/words.ts';
import type { MemoryIndex } from './memory-index.ts';
import { itemFromRow, type MemoryRow, type StandingRow, standingFromRow } from './memory-row.ts';

export interface MemoryQuery {
  readonly text: string;
  /** The project that the asker stands in. */
  readonly project: string | null;
  readonly limit: number;
  readonly now: number;
}

export interface MemoryHit {
  readonly item: MemoryItem;
  readonly score: number;
  /** The words of the note that were found. */
  readonly found: readonly string[];
  readonly factors: readonly Factor[];
  /** Of a note that was found by its meaning: the cosine to the query's. */
  readonly meaning?: number;
}

export interface MemorySearch {
  readonly search: (query: MemoryQuery) => readonly MemoryHit[];
}

/** A topic is a word that somebody chose to find it by. */
const TOPIC_WEIGHT = 2;
/** More words than that are a text, of which the rarest are looked for. */
const MOST_WORDS = 16;
/** Of a pasted book, the beginning. */
const MOST_LOOKED_UP = 64;
const MOST_CORRECTIONS = 2;
const MOST_PREFIXES = 3;
/** A word that so many notes have tells nothing, unless there is no other. */
const COMMON_SHARE = 0.12;
/** What is read for one search is bounded, so that it takes milliseconds however large the store is. */
const MOST_ROWS = 1_000;
const ENOUGH_ROWS = 200;
const MOST_COUNTED = 5_000;
const SMALL_STORE = 1_000;
/** Notes of which the rest is looked at. */
const CANDIDATES = 40;

export const createMemorySearch = (index: MemoryIndex): MemorySearch => {
  const { database } = index;
  const documents = database.prepare('SELECT notes FROM terms WHERE term = ?');
  const nearby = database.prepare('SELECT word FROM near WHERE shorter = ?');
  const starting = database.prepare(
    'SELECT term FROM terms WHERE term >= ? AND term < ? AND notes > 0 ORDER BY notes DESC LIMIT ?',
  );
  const matches = database.prepare(
    `SELECT rowid, -bm25(words, ${TOPIC_WEIGHT}, 1) FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ${MOST_ROWS}`,
  );
  matches.setReturnArrays(true);
  const standing = database.prepare(
    'SELECT id, project, tier, near, uses, pinned, superseded FROM items WHERE key = ?',
  );
  const whole = database.prepare('SELECT * FROM items JOIN texts USING (key) WHERE key = ?');
  const ofProject = database.prepare('SELECT key FROM items WHERE project = ?');
  ofProject.setReturnArrays(true);

  // Asked for each word and all that may stand for it: looked up once until the notes change.
  const counted = new Map<string, number>();
  let countedAt = -1;
  let all = 0;
  const frequency = (term: string): number => {
    if (counted.size > MOST_COUNTED) counted.clear();
    const known = counted.get(term);
    if (known !== undefined) return known;
    const count = Number(documents.get(term)?.notes ?? 0);
    counted.set(term, count);
    return count;
  };

  const correctionsOf = (word: string): readonly Variant[] => {
    const candidates = new Set(
      deletionsOf(word).flatMap((shorter) => nearby.all(shorter).map((near) => String(near.word))),
    );
    const best = new Map<string, { readonly slips: number; readonly count: number }>();
    for (const candidate of candidates) {
      const slips = slipsBetween(word, candidate);
      const term = stemOf(candidate);
      const count = slips === null ? 0 : frequency(term);
      if (slips !== null && count > 0 && slips < (best.get(term)?.slips ?? Number.POSITIVE_INFINITY))
        best.set(term, { slips, count });
    }
    return [...best]
      .toSorted(([, a], [, b]) => a.slips - b.slips || b.count - a.count)
      .slice(0, MOST_CORRECTIONS)
      .map(([term, { slips }]) => ({ term, weight: CORRECTION_WEIGHTS[slips] ?? 0 }));
  };

  const prefixesOf = (stem: string): readonly Variant[] =>
    stem.length < SHORTEST_PREFIX
      ? []
      : starting
          .all(stem, `${stem}\u{10ffff}`, MOST_PREFIXES)
          .map(({ term }) => ({ term: String(term), weight: PREFIX_WEIGHT }));

  const conceptOf = (word: string, all: number): Concept => {
    const stem = stemOf(word);
    const known = frequency(stem);
    // Synonyms of what was meant, not of what was typed.
    const own = known > 0 ? [{ term: stem, weight: 1 }] : correctionsOf(word);
    const meant = own[0]?.term ?? stem;
    const related = [...relatedTo(meant)].map((term) => ({ term, weight: SYNONYM_WEIGHT * (own[0]?.weight ?? 1) }));
    const variants = [...own, ...related, ...(known > 0 ? [] : prefixesOf(stem))];
    const rarest = known > 0 ? known : Math.max(1, ...own.map(({ term }) => frequency(term)));
    return { variants: strongest(variants), worth: Math.log(1 + all / rarest) };
  };

  const search = ({ text, project, limit, now }: MemoryQuery): readonly MemoryHit[] => {
    const changes = index.changes();
    if (changes !== countedAt) {
      counted.clear();
      all = index.count();
    }
    countedAt = changes;
    const words = [...new Set(rawWords(text))].slice(0, MOST_LOOKED_UP);
    if (all === 0 || words.length === 0) return [];
    const concepts = words
      .map((word) => conceptOf(word, all))
      .toSorted((a, b) => b.worth - a.worth)
      .slice(0, MOST_WORDS);
    const notes = gather(concepts, all, frequency, matches);
    const asking = askingOf({ project, now }, words);
    const worth = concepts.reduce((sum, concept) => sum + concept.worth, 0);
    // The rest is looked at for the best only, and where one asks from is part of what is best.
    const own = new Set(project === null ? [] : ofProject.all(project).flatMap((found) => Object.values(found)));
    const weigh = ({ key, score }: { readonly key: number; readonly score: number }): number =>
      own.has(key) ? score * OWN_PROJECT : score;
    return [...notes]
      .map(([key, { score, matched, terms }]) => ({ key, terms, score: score * coverage(matched, worth) }))
      .toSorted((a, b) => weigh(b) - weigh(a))
      .slice(0, Math.max(CANDIDATES, limit))
      .map(({ key, terms, score }) => {
        const { id, ...rest } = standingFromRow(standing.get(key) as unknown as StandingRow);
        const factors = factorsOf(rest, asking);
        return { key, terms, id, score: score * product(factors), factors };
      })
      .toSorted((a, b) => b.score - a.score || a.id.localeCompare(b.id))
      .slice(0, limit)
      .map(({ key, terms, score, factors }) => ({
        item: itemFromRow(whole.get(key) as unknown as MemoryRow),
        ...{ score, found: [...terms], factors },
      }));
  };
  return { search };
};

export const askingOf = (query: Pick<MemoryQuery, 'project' | 'now'>, words: readonly string[]): Asking => ({
  project: query.project,
  words: new Set([...words, ...words.map(stemOf)]),
  now: query.now,
});

const SHORTEST_PREFIX = 3;
/** BM25 gives nothing for a word that half of the notes have; in a store of three notes that is any word. */
const ANY_MATCH = 0.1;

interface Match {
  readonly score: number;
  readonly weight: number;
  readonly term: string;
}

interface Gathered {
  score: number;
  matched: number;
  readonly terms: Set<string>;
}

/** Each concept counts once for a note, by its best variant there. What was meant is read before what is only near to it. */
const gather = (
  concepts: readonly Concept[],
  all: number,
  frequency: (term: string) => number,
  matches: StatementSync,
): ReadonlyMap<number, Gathered> => {
  const most = all <= SMALL_STORE ? all : all * COMMON_SHARE;
  const bests = concepts.map(() => new Map<number, Match>());
  let rows = 0;
  const read = ({ term, weight }: Variant, worth: number, best: Map<number, Match>): void => {
    const count = frequency(term);
    // The telling words come first; when they gave enough to choose from, words that stand everywhere add nothing.
    if (count === 0 || (count > most && rows > 0) || (rows + count > MOST_ROWS && rows > ENOUGH_ROWS)) return;
    rows += count;
    for (const found of matches.all(`"${term}"`)) {
      const [key, bm25] = found as unknown as readonly [number, number];
      const score = (bm25 + ANY_MATCH * worth) * weight;
      if (score > (best.get(key)?.score ?? 0)) best.set(key, { score, weight, term });
    }
  };
  for (const isMeant of [true, false]) {
    for (const [at, { variants, worth }] of concepts.entries())
      for (const variant of variants)
        if (variant.weight > SYNONYM_WEIGHT === isMeant) read(variant, worth, bests[at] ?? new Map());
  }
  const notes = new Map<number, Gathered>();
  for (const [at, best] of bests.entries()) {
    for (const [key, { score, weight, term }] of best) {
      const note = notes.get(key) ?? { score: 0, matched: 0, terms: new Set<string>() };
      note.score += score;
      note.matched += (concepts[at]?.worth ?? 0) * weight;
      note.terms.add(term);
      notes.set(key, note);
    }
  }
  return notes;
};

const strongest = (variants: readonly Variant[]): readonly Variant[] => {
  const best = new Map<string, number>();
  for (const { term, weight } of variants) best.set(term, Math.max(weight, best.get(term) ?? 0));
  return [...best].map(([term, weight]) => ({ term, weight }));
};
