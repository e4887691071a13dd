/**
 * The index of memory: SQLite with FTS5, in a file of its own. A view of the notes' files: what it holds is rebuilt from
 * them whenever it is missing, broken or of another make.
 */
import { chmodSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Curated } from '../domain/memory/curate.ts';
import { type MemoryItem, titleOf } from '../domain/memory/item.ts';
import { bandsOf, type Likeness, likenessOf } from '../domain/memory/likeness.ts';
import { deletionsOf, isCorrectable } from '../domain/memory/typos.ts';
import { rawWords, stemOf } from '../domain/memory/words.ts';
import { estimateTokens } from '../domain/workers/startup.ts';
import { curatedFromRow, itemFromRow, type MemoryRow } from './memory-row.ts';

export interface MemoryIndex {
  /** What is known of each file, to see which have changed. */
  readonly known: () => ReadonlyMap<string, FileMark>;
  /** One transaction. */
  readonly change: (put: readonly IndexedFile[], gone: readonly string[]) => void;
  readonly items: (where?: ItemFilter) => readonly MemoryItem[];
  readonly find: (id: string) => MemoryItem | null;
  /** Without the texts, and without those in cold that no score could lift: old, never used, wanted by nobody. */
  readonly curated: (now: number) => readonly Curated[];
  /** Notes that say the same as `said`, or something else of the same thing; not `said` itself. */
  readonly alike: (said: Pick<MemoryItem, 'text' | 'project' | 'file'>) => readonly AlikeNote[];
  /** Pairs of notes that may be alike and neither of which was superseded, each once, the newer first. */
  readonly pairs: () => readonly (readonly [MemoryItem, MemoryItem])[];
  readonly count: () => number;
  /** How often it was changed through this handle. */
  readonly changes: () => number;
  /** The highest number in an id `M12`. */
  readonly highestId: () => number;
  readonly database: DatabaseSync;
  readonly close: () => void;
}

export interface AlikeNote {
  readonly item: MemoryItem;
  readonly likeness: Likeness;
}

export interface FileMark {
  readonly modifiedAt: number;
  readonly size: number;
}

export interface IndexedFile {
  readonly item: MemoryItem;
  readonly mark: FileMark;
}

export interface ItemFilter {
  readonly tier?: string;
  readonly project?: string | null;
  readonly limit?: number;
}

/** Raised with each change of the tables or of what words a text gives. */
const VERSION = 7;
/** Read through the cache of the system, not of SQLite: the supervisor keeps little of it. */
const CACHE_KIB = 4096;

export const openMemoryIndex = (file: string): MemoryIndex => {
  try {
    return indexOf(connect(file));
  } catch {
    // A view: what cannot be read is made anew from the notes.
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    return indexOf(connect(file));
  }
};

const connect = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file);
  if (file !== ':memory:') chmodSync(file, 0o600);
  // It may be lost with the power: synchronous=OFF costs nothing that cannot be rebuilt.
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 2000; PRAGMA cache_size = -${CACHE_KIB};`,
  );
  const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
  if (Number(version) !== VERSION) {
    database.exec(`
      DROP TABLE IF EXISTS vocabulary; DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS items;
      DROP TABLE IF EXISTS near; DROP TABLE IF EXISTS seen; DROP TABLE IF EXISTS bands;
      CREATE TABLE items (
        key INTEGER PRIMARY KEY, file TEXT NOT NULL UNIQUE, id TEXT NOT NULL, tier TEXT NOT NULL, project TEXT,
        topics TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL, worker INTEGER, task TEXT,
        created INTEGER NOT NULL, used INTEGER, uses INTEGER NOT NULL, pinned INTEGER NOT NULL, supersedes TEXT NOT NULL,
        superseded TEXT, problem TEXT, managed INTEGER NOT NULL, tokens INTEGER NOT NULL, modified REAL NOT NULL,
        size INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX items_by_id ON items (id);
      CREATE INDEX items_by_tier ON items (tier, project);
      CREATE VIRTUAL TABLE words USING fts5(
        topics, body, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0"
      );
      CREATE VIRTUAL TABLE vocabulary USING fts5vocab('words', 'row');
      CREATE TABLE bands (band INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (band, key)) STRICT, WITHOUT ROWID;
      CREATE TABLE seen (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      CREATE TABLE near (shorter TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (shorter, word)) STRICT, WITHOUT ROWID;
      PRAGMA user_version = ${VERSION};
    `);
  }
  return database;
};

const indexOf = (database: DatabaseSync): MemoryIndex => {
  const put = database.prepare(`
    INSERT INTO items (file, id, tier, project, topics, title, text, source, worker, task, created, used, uses, pinned,
      supersedes, superseded, problem, managed, tokens, modified, size)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const keyOf = database.prepare('SELECT key, text FROM items WHERE file = ?');
  const drop = database.prepare('DELETE FROM items WHERE key = ?');
  const dropWords = database.prepare('DELETE FROM words WHERE rowid = ?');
  const putWords = database.prepare('INSERT INTO words (rowid, topics, body) VALUES (?, ?, ?)');
  const putBand = database.prepare('INSERT OR IGNORE INTO bands (band, key) VALUES (?, ?)');
  const dropBand = database.prepare('DELETE FROM bands WHERE band = ? AND key = ?');
  const inBand = database.prepare(`SELECT key FROM bands WHERE band = ? LIMIT ${CROWD}`);
  const byKey = database.prepare('SELECT * FROM items WHERE key = ?');
  const crowded = database.prepare(
    `SELECT group_concat(key) AS keys FROM bands GROUP BY band HAVING count(*) BETWEEN 2 AND ${CROWD} LIMIT ${MOST_BANDS}`,
  );
  const see = database.prepare('INSERT OR IGNORE INTO seen (word) VALUES (?)');
  const putNear = database.prepare('INSERT OR IGNORE INTO near (shorter, word) VALUES (?, ?)');

  let changes = 0;
  const forget = (file: string): void => {
    const row = keyOf.get(file);
    if (row === undefined) return;
    const { key } = row;
    drop.run(Number(key));
    dropWords.run(Number(key));
    for (const band of bandsOf(String(row.text))) dropBand.run(band, Number(row.key));
  };
  const add = ({ item, mark }: IndexedFile, fresh: Set<string>): void => {
    const { lastInsertRowid } = put.run(
      ...[item.file, item.id, item.tier, item.project, JSON.stringify(item.topics), titleOf(item), item.text],
      ...[item.source.kind, item.source.worker, item.source.task, Math.round(item.createdAt), item.usedAt, item.uses],
      ...[item.pinned ? 1 : 0, JSON.stringify(item.supersedes), item.supersededBy, item.problem, item.managed ? 1 : 0],
      ...[estimateTokens(item.text), mark.modifiedAt, mark.size],
    );
    const topics = rawWords(`${item.topics.join(' ')} ${item.project ?? ''}`);
    const body = rawWords(item.text.slice(0, SEARCHED_LENGTH));
    putWords.run(lastInsertRowid, topics.map(stemOf).join(' '), body.map(stemOf).join(' '));
    for (const band of bandsOf(item.text)) putBand.run(band, lastInsertRowid);
    for (const word of [...topics, ...body]) if (isCorrectable(word)) fresh.add(word);
  };

  return {
    database,
    known: () => {
      const marks = new Map<string, FileMark>();
      for (const { file, modified, size } of database.prepare('SELECT file, modified, size FROM items').iterate())
        marks.set(String(file), { modifiedAt: Number(modified), size: Number(size) });
      return marks;
    },
    change: (files, gone) => {
      if (files.length === 0 && gone.length === 0) return;
      const fresh = new Set<string>();
      changes += 1;
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const file of gone) forget(file);
        for (const file of files) {
          forget(file.item.file);
          add(file, fresh);
        }
        for (const word of fresh) {
          if (see.run(word).changes === 0) continue;
          for (const shorter of deletionsOf(word)) putNear.run(shorter, word);
        }
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    items: ({ tier, project, limit = Number.MAX_SAFE_INTEGER } = {}) => {
      const rows = database
        .prepare(
          'SELECT * FROM items WHERE (?1 IS NULL OR tier = ?1) AND (?2 = 0 OR project IS ?3) ORDER BY created, key LIMIT ?4',
        )
        .all(tier ?? null, project === undefined ? 0 : 1, project ?? null, limit);
      return rows.map((row) => itemFromRow(row as unknown as MemoryRow));
    },
    find: (id) => {
      const row = database
        .prepare('SELECT * FROM items WHERE id = ? COLLATE NOCASE OR file = ? ORDER BY key LIMIT 1')
        .get(id, id);
      return row === undefined ? null : itemFromRow(row as unknown as MemoryRow);
    },
    curated: (now) => {
      const rows = database
        .prepare(
          `SELECT id, file, tier, project, source, worker, task, created, used, uses, pinned, superseded, managed, tokens
           FROM items
           WHERE tier <> 'cold' OR uses > 0 OR created > ?1 OR used > ?1 OR source IN ('person', 'decision')`,
        )
        .all(now - LIFTED_BY_AGE_MS);
      return rows.map((row) => curatedFromRow(row as unknown as MemoryRow));
    },
    alike: (said) => {
      const keys = new Set(bandsOf(said.text).flatMap((band) => inBand.all(band).map(({ key }) => Number(key))));
      return [...keys].flatMap((key) => {
        const item = itemFromRow(byKey.get(key) as unknown as MemoryRow);
        const likeness = item.file === said.file ? null : likenessOf(said, item);
        return likeness === null ? [] : [{ item, likeness }];
      });
    },
    pairs: () => {
      const seen = new Set<string>();
      return crowded.all().flatMap(({ keys }) => {
        const items = String(keys)
          .split(',')
          .map((key) => itemFromRow(byKey.get(Number(key)) as unknown as MemoryRow))
          .filter(({ supersededBy }) => supersededBy === null)
          .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
        return items.flatMap((newer, at) =>
          items.slice(at + 1).flatMap((older): (readonly [MemoryItem, MemoryItem])[] => {
            const pair = `${newer.file} ${older.file}`;
            if (seen.has(pair)) return [];
            seen.add(pair);
            return [[newer, older]];
          }),
        );
      });
    },
    changes: () => changes,
    count: () => Number(database.prepare('SELECT count(*) AS n FROM items').get()?.n ?? 0),
    highestId: () =>
      Number(
        database.prepare("SELECT max(CAST(substr(id, 2) AS INTEGER)) AS n FROM items WHERE id GLOB 'M[0-9]*'").get()
          ?.n ?? 0,
      ),
    close: () => database.close(),
  };
};

/** What is older is worth less than the score of warm, whatever else speaks for an unused note of a worker. */
const LIFTED_BY_AGE_MS = 60 * 24 * 3_600_000;

/** More notes in one band have a form in common, not a subject. */
const CROWD = 12;
/** As many as a pass looks at in good time; the next pass finds the rest. */
const MOST_BANDS = 500;

/** A note is short; of a book that somebody put there, its beginning is enough to find it. */
const SEARCHED_LENGTH = 20_000;
