/**
 * What notes mean, as vectors of one model, in the file of the memory index. A vector belongs to a text: a note that was
 * moved or counted as used keeps its own, and the same text is never embedded twice.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { cosineOf, LEAST_COSINE, meantText } from '../domain/memory/meaning.ts';

export interface MemoryVectors {
  /** Whether there is any to compare with. */
  readonly any: () => boolean;
  /** Whether every note was linked to its text's vector, or to its having none. */
  readonly isWhole: () => boolean;
  /** Looks at some notes behind `after`, each of which gets the vector of its text; says which texts have none. */
  readonly link: (after: number) => Linked;
  /** Unit vectors, or null for a text that cannot have one. False, and nothing kept, when they are longer or shorter than those there. */
  readonly put: (vectors: readonly (readonly [hash: string, vector: Float32Array | null])[]) => boolean;
  /** Forgets the vectors of another model, or all; `rest` is awaited between two steps. */
  readonly clear: (which: 'others' | 'all', rest: () => Promise<void>) => Promise<void>;
  /** Forgets the vectors that no note has any more. */
  readonly prune: (rest: () => Promise<void>) => Promise<void>;
  /** The notes that mean what is most like it, best first; none once `signal` is aborted. */
  readonly nearest: (
    vector: Float32Array,
    limit: number,
    rest: () => Promise<void>,
    signal: AbortSignal,
  ) => Promise<readonly Near[]>;
}

export interface Linked {
  /** To go on from; null when there are no more notes. */
  readonly last: number | null;
  readonly missing: readonly MeantText[];
}

export interface MeantText {
  readonly hash: string;
  readonly text: string;
}

export interface Near {
  /** Of the note in the index. */
  readonly key: number;
  readonly cosine: number;
}

/** As many as are looked at within a millisecond or two. */
const PAGE = 100;
/** Vectors are long: of the longest, that many are a megabyte. */
const VECTOR_PAGE = 64;
const HASH_PAGE = 100;

export const openMemoryVectors = (database: DatabaseSync, model: string): MemoryVectors => {
  const about = database.prepare('SELECT model, dimensions FROM vectors_of');
  const setAbout = database.prepare('INSERT INTO vectors_of (model, dimensions) VALUES (?, NULL)');
  const setLength = database.prepare('UPDATE vectors_of SET dimensions = ?');
  const notes = database.prepare(`
    SELECT items.key, meant.key AS linked FROM items LEFT JOIN meant USING (key)
    WHERE items.key > ? ORDER BY items.key LIMIT ${PAGE}`);
  const note = database.prepare('SELECT topics, text FROM items JOIN texts USING (key) WHERE key = ?');
  const known = database.prepare('SELECT 1 FROM vectors WHERE hash = ?');
  const setMeant = database.prepare('INSERT INTO meant (key, hash) VALUES (?, ?)');
  const keysOf = database.prepare('SELECT key FROM meant WHERE hash = ?');
  const put = database.prepare('INSERT OR REPLACE INTO vectors (hash, vector) VALUES (?, ?)');
  const vectorPage = database.prepare(
    `SELECT number, hash, vector FROM vectors WHERE number > ? ORDER BY number LIMIT ${VECTOR_PAGE}`,
  );
  const hashPage = database.prepare(`SELECT hash FROM vectors WHERE hash > ? ORDER BY hash LIMIT ${HASH_PAGE}`);
  const dropPage = database.prepare(
    `DELETE FROM vectors WHERE number IN (SELECT number FROM vectors ORDER BY number LIMIT ${VECTOR_PAGE})`,
  );
  const drop = database.prepare('DELETE FROM vectors WHERE hash = ?');
  const counts = database.prepare(`
    SELECT (SELECT count(*) FROM items) AS items, (SELECT count(*) FROM meant) AS meant,
      (SELECT count(*) FROM vectors) AS vectors`);

  /** Numbers of one vector; null when there is none yet, or when those there are of another model. */
  const dimensions = (): number | null => {
    const row = about.get();
    return row?.model === model && typeof row.dimensions === 'number' ? row.dimensions : null;
  };
  const inOne = (work: () => void): void => {
    database.exec('BEGIN IMMEDIATE');
    let isDone = false;
    try {
      work();
      isDone = true;
    } finally {
      database.exec(isDone ? 'COMMIT' : 'ROLLBACK');
    }
  };

  return {
    any: () => dimensions() !== null,
    isWhole: () => {
      const { items, meant } = counts.get() ?? {};
      return items === meant;
    },
    link: (after) => {
      const page = notes.all(after);
      const links: (readonly [key: number, hash: string])[] = [];
      const missing = new Map<string, string>();
      for (const { key, linked } of page) {
        const row = linked === null ? note.get(Number(key)) : undefined;
        if (row === undefined) continue;
        const text = meantText({ topics: JSON.parse(String(row.topics)), text: String(row.text) });
        const digest = hash('sha256', text, 'base64url');
        if (known.get(digest) === undefined) missing.set(digest, text);
        else links.push([Number(key), digest]);
      }
      if (links.length > 0)
        inOne(() => {
          for (const link of links) setMeant.run(...link);
        });
      return {
        last: page.length < PAGE ? null : Number(page.at(-1)?.key),
        missing: [...missing].map(([digest, text]) => ({ hash: digest, text })),
      };
    },
    put: (vectors) => {
      const length = vectors.find(([, vector]) => vector !== null)?.[1]?.length ?? null;
      const before = dimensions();
      if (length !== null && before !== null && length !== before) return false;
      inOne(() => {
        if (before === null && length !== null) setLength.run(length);
        for (const [digest, vector] of vectors) put.run(digest, vector === null ? null : bytesOf(vector));
      });
      return true;
    },
    clear: async (which, rest) => {
      if (which === 'others' && about.get()?.model === model) return;
      // Said first, so that nobody compares with the vectors of which some are gone.
      inOne(() => database.exec('DELETE FROM vectors_of; DELETE FROM meant;'));
      while (dropPage.run().changes > 0) await rest();
      setAbout.run(model);
    },
    prune: async (rest) => {
      const { vectors = 0, meant = 0 } = counts.get() ?? {};
      if (Number(vectors) <= Number(meant)) return;
      for (let after: string | null = ''; after !== null; ) {
        const page: readonly string[] = hashPage.all(after).map((row) => String(row.hash));
        for (const digest of page) if (keysOf.get(digest) === undefined) drop.run(digest);
        after = page.length < HASH_PAGE ? null : (page.at(-1) ?? null);
        await rest();
      }
    },
    nearest: async (vector, limit, rest, signal) => {
      if (dimensions() !== vector.length) return [];
      let best: { readonly hash: string; readonly cosine: number }[] = [];
      let least = LEAST_COSINE;
      for (let after: number | null = 0; after !== null; ) {
        const page: readonly Readonly<Record<string, SQLOutputValue>>[] = vectorPage.all(after);
        for (const row of page) {
          const other = row.vector instanceof Uint8Array ? vectorOf(row.vector) : null;
          const cosine = other === null || other.length !== vector.length ? 0 : cosineOf(vector, other);
          if (cosine >= least) best.push({ hash: String(row.hash), cosine });
        }
        if (best.length > limit) {
          best = best.toSorted((a, b) => b.cosine - a.cosine).slice(0, limit);
          least = best.at(-1)?.cosine ?? least;
        }
        after = page.length < VECTOR_PAGE ? null : Number(page.at(-1)?.number);
        await rest();
        if (signal.aborted) return [];
      }
      return best
        .toSorted((a, b) => b.cosine - a.cosine)
        .flatMap(({ hash: digest, cosine }) => keysOf.all(digest).map(({ key }) => ({ key: Number(key), cosine })));
    },
  };
};

/** In the machine's own order of bytes: the index never leaves it. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const vectorOf = (bytes: Uint8Array): Float32Array =>
  bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0
    ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Float32Array.BYTES_PER_ELEMENT)
    : vectorOf(bytes.slice());
