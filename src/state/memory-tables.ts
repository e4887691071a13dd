/**
 * The file of the memory index: its tables, and how it is opened. The texts lie apart from what is known of each note, so
 * that a look at thousands of notes reads no text.
 */
import { chmodSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Raised with each change of the tables or of what words a text gives. */
const VERSION = 9;
/** Read through the cache of the system, not of SQLite: the supervisor keeps little of it. */
const CACHE_KIB = 4096;

/** `use` is called again with an empty file when what is there cannot be read. */
export const withMemoryTables = <Value>(file: string, use: (database: DatabaseSync) => Value): Value => {
  try {
    return use(connect(file));
  } catch {
    // A view: what cannot be read is made anew from the notes.
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    return use(connect(file));
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
  if (Number(version) !== VERSION)
    database.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${VERSION}; COMMIT;`);
  return database;
};

const TABLES = `
  DROP TABLE IF EXISTS vocabulary; DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS items; DROP TABLE IF EXISTS texts;
  DROP TABLE IF EXISTS near; DROP TABLE IF EXISTS seen; DROP TABLE IF EXISTS bands; DROP TABLE IF EXISTS terms;
  DROP TABLE IF EXISTS fresh; DROP TABLE IF EXISTS meant;
  CREATE TABLE items (
    key INTEGER PRIMARY KEY, file TEXT NOT NULL UNIQUE, id TEXT NOT NULL COLLATE NOCASE, number INTEGER,
    tier TEXT NOT NULL, project TEXT, topics TEXT NOT NULL, source TEXT NOT NULL, worker INTEGER, task TEXT,
    created INTEGER NOT NULL, used INTEGER, near INTEGER NOT NULL, uses INTEGER NOT NULL, pinned INTEGER NOT NULL,
    supersedes TEXT NOT NULL, superseded TEXT, problem TEXT, managed INTEGER NOT NULL, tokens INTEGER NOT NULL,
    modified REAL NOT NULL, size INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE texts (key INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
  CREATE INDEX items_by_id ON items (id);
  CREATE INDEX items_by_number ON items (number);
  CREATE INDEX items_by_tier ON items (tier, near);
  CREATE INDEX items_by_project ON items (project, tier, near);
  CREATE INDEX items_with_problem ON items (key) WHERE problem IS NOT NULL;
  CREATE VIRTUAL TABLE words USING fts5(
    topics, body, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0"
  );
  CREATE TABLE terms (term TEXT PRIMARY KEY, notes INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE bands (band INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (band, key)) STRICT, WITHOUT ROWID;
  CREATE TABLE fresh (key INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE seen (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE near (shorter TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (shorter, word)) STRICT, WITHOUT ROWID;
  CREATE TABLE meant (key INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;
  CREATE INDEX meant_by_hash ON meant (hash);
  -- Dear to make, and of texts, not of rows: they outlive the other tables.
  CREATE TABLE IF NOT EXISTS vectors (number INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, vector BLOB) STRICT;
  CREATE TABLE IF NOT EXISTS vectors_of (model TEXT NOT NULL, dimensions INTEGER) STRICT;
`;
