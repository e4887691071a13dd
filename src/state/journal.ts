/**
 * The journal: every event in order, in SQLite. It is the truth. `append` resolves only when its events are on disk
 * (`synchronous=FULL`); appends of one turn of the event loop share a commit, so that a burst costs one fsync.
 */
import { chmodSync, existsSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Logged } from '../domain/event.ts';
import { replay } from '../domain/evolve.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { emptyWorld, type World } from '../domain/world.ts';

export interface Journal {
  /** Resolves when all of `events` are on disk; rejects when the disk refuses, after which nothing may be acknowledged. */
  readonly append: (events: readonly Logged[]) => Promise<void>;
  /** The World at the end of the journal, or up to and with `until`. */
  readonly load: (until?: number) => World;
  readonly read: (query: JournalQuery) => readonly Logged[];
  /** Keeps `world` so that the next load starts from it, unless it is ahead of the disk. A view: safe to lose. */
  readonly snapshot: (world: World) => void;
  readonly close: () => void;
}

export interface JournalQuery {
  readonly after?: number | undefined;
  readonly until?: number | undefined;
  /** A kind (`verdict.given`) or its family (`verdict`). */
  readonly kind?: string | undefined;
  /** The newest so many, in order. */
  readonly limit?: number | undefined;
}

/** Raised when the meaning of old events changes in `evolve`, so that old snapshots are not trusted. */
const SNAPSHOT_VERSION = 6;
const SCHEMA_VERSION = 1;

export const openJournal = (file: string, { readOnly = false } = {}): Result<Journal> => {
  if (readOnly && !existsSync(file)) {
    return fail({
      kind: 'missing',
      message: 'there is no journal here yet',
      where: { file },
      next: 'Start a fleet with: gaffer',
    });
  }
  try {
    const database = connect(file, readOnly);
    const journal = journalOf(database);
    // A reader opens lazily: what is no journal would only be found by whoever reads first.
    if (readOnly) database.prepare('SELECT seq FROM events LIMIT 1').get();
    // A damaged event is found before anything is started or granted on what is left of it.
    if (!readOnly) journal.load();
    return ok(journal);
  } catch (error) {
    return fail({
      kind: 'process',
      message: 'the journal cannot be opened',
      where: { file },
      found: error instanceof Error ? error.message : String(error),
      next: `${readOnly ? '' : 'Nothing was started and nothing changed. '}${isFull(error) ? 'Free the disk and start again.' : 'Move the file aside to begin anew, or restore it from a backup.'}`,
    });
  }
};

/** SQLITE_FULL: the journal itself is whole, and nobody should move it. */
const isFull = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === 13;

const connect = (file: string, readOnly: boolean): DatabaseSync => {
  const database = new DatabaseSync(file, { readOnly });
  if (readOnly) {
    // SQLite opens any file: that it is no journal is found by the first look, which is not to be somebody's crash.
    database.exec('SELECT 1 FROM events LIMIT 1');
    return database;
  }
  chmodSync(file, 0o600);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000;');
  database.exec(`
    CREATE TABLE IF NOT EXISTS events (
      seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, cause INTEGER, kind TEXT NOT NULL, event TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS events_by_kind ON events (kind, seq);
    CREATE TABLE IF NOT EXISTS snapshots (version INTEGER NOT NULL, seq INTEGER NOT NULL, world TEXT NOT NULL) STRICT;
  `);
  const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
  if (Number(version) > SCHEMA_VERSION) throw new Error(`written by a newer gaffer (schema ${version})`);
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  return database;
};

interface Waiting {
  readonly events: readonly Logged[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const journalOf = (database: DatabaseSync): Journal => {
  let insert: StatementSync | undefined;
  let waiting: Waiting[] = [];

  const commit = (): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      insert ??= database.prepare('INSERT INTO events (seq, at, by, cause, kind, event) VALUES (?, ?, ?, ?, ?, ?)');
      database.exec('BEGIN IMMEDIATE');
      for (const { events } of batch) {
        for (const { seq, at, by, cause, event } of events)
          insert.run(seq, at, by, cause, event.kind, JSON.stringify(event));
      }
      database.exec('COMMIT');
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const { resolve } of batch) resolve();
  };

  return {
    append: (events) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(commit);
        waiting.push({ events, resolve, reject });
      }),
    load: (until) => load(database, until),
    read: (query) => read(database, query),
    snapshot: (world) => {
      const last = database.prepare('SELECT max(seq) AS seq FROM events').get();
      if (world.seq !== Number(last?.seq ?? 0)) return;
      database.exec('BEGIN IMMEDIATE; DELETE FROM snapshots;');
      database
        .prepare('INSERT INTO snapshots (version, seq, world) VALUES (?, ?, ?)')
        .run(SNAPSHOT_VERSION, world.seq, JSON.stringify(world));
      database.exec('COMMIT');
    },
    close: () => {
      commit();
      database.close();
    },
  };
};

const load = (database: DatabaseSync, until = Number.MAX_SAFE_INTEGER): World => {
  const kept = database
    .prepare('SELECT seq, world FROM snapshots WHERE version = ? AND seq <= ? ORDER BY seq DESC LIMIT 1')
    .get(SNAPSHOT_VERSION, until);
  // A field that came later begins empty: no event before could have changed it.
  const from: World = kept === undefined ? emptyWorld : { ...emptyWorld, ...JSON.parse(String(kept.world)) };
  return replay(read(database, { after: from.seq, until }), from);
};

const read = (
  database: DatabaseSync,
  { after = 0, until = Number.MAX_SAFE_INTEGER, kind, limit }: JournalQuery,
): Logged[] => {
  const family = kind === undefined ? '%' : kind.includes('.') ? kind : `${kind}.%`;
  const rows = database
    .prepare(
      `SELECT seq, at, by, cause, event FROM events WHERE seq > ? AND seq <= ? AND kind LIKE ? ORDER BY seq ${
        limit === undefined ? 'ASC' : 'DESC LIMIT ?'
      }`,
    )
    .all(...[after, until, family, ...(limit === undefined ? [] : [limit])]);
  const logged = rows.map(
    (row): Logged => ({
      seq: Number(row.seq),
      at: Number(row.at),
      by: String(row.by),
      cause: row.cause === null ? null : Number(row.cause),
      event: JSON.parse(String(row.event)),
    }),
  );
  return limit === undefined ? logged : logged.reverse();
};
