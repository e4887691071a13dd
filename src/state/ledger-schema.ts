/**
 * Tables of the ledger: every request once, and sums kept beside them, for each day and for all of
 * them, so that no report reads the requests.
 */
import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const SCHEMA_VERSION = 1;

/** In place of a day: all of them together. Before every day in order, so that a range of days leaves it out. */
export const ALL_DAYS = '*';

export const connectLedger = (file: string, readOnly: boolean): DatabaseSync => {
  const database = new DatabaseSync(file, { readOnly });
  if (readOnly) return database;
  chmodSync(file, 0o600);
  // What a power cut takes from the end of it comes back from the transcripts, so no request waits for the disk.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
  const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
  if (Number(version) > SCHEMA_VERSION) throw new Error(`written by a newer gaffer (schema ${version})`);
  database.exec(`
    CREATE TABLE IF NOT EXISTS requests (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, day TEXT NOT NULL,
      worker INTEGER NOT NULL, generation INTEGER NOT NULL, session TEXT, task TEXT, project TEXT,
      tier TEXT NOT NULL, model TEXT NOT NULL,
      input INTEGER NOT NULL, output INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_creation INTEGER NOT NULL,
      cost INTEGER, basis TEXT NOT NULL, counterfactual INTEGER NOT NULL,
      query_source TEXT, request_id TEXT, message_id TEXT, source TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS requests_by_session ON requests (session);
    CREATE TABLE IF NOT EXISTS sums (
      dimension TEXT NOT NULL, day TEXT NOT NULL, name TEXT NOT NULL,
      requests INTEGER NOT NULL, unpriced INTEGER NOT NULL,
      input INTEGER NOT NULL, output INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_creation INTEGER NOT NULL,
      cost INTEGER NOT NULL, counterfactual INTEGER NOT NULL,
      PRIMARY KEY (dimension, day, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS sums_by_cost ON sums (dimension, day, cost DESC);
    CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, text TEXT) STRICT;
    CREATE TABLE IF NOT EXISTS sessions (
      session TEXT NOT NULL, generation INTEGER NOT NULL, worker INTEGER NOT NULL, tier TEXT NOT NULL, model TEXT,
      task TEXT, project TEXT, started_at INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,
      matched INTEGER NOT NULL DEFAULT 0, filled INTEGER NOT NULL DEFAULT 0, different INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (session, worker, generation)
    ) STRICT, WITHOUT ROWID;
  `);
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  return database;
};
