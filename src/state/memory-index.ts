/**
 * The index of memory: SQLite with FTS5, in a file of its own. A view of the notes' files: what it holds is rebuilt from
 * them whenever it is missing, broken or of another make. No question to it takes longer than a few milliseconds, however
 * many notes there are: what is about all of them is read page by page.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Curated } from '../domain/memory/curate.ts';
import type { MemoryItem, MemoryTier } from '../domain/memory/item.ts';
import { bandsOf, type Likeness, likenessTo } from '../domain/memory/likeness.ts';
import { curatedFromRow, itemFromRow, type MemoryRow } from './memory-row.ts';
import { withMemoryTables } from './memory-tables.ts';
import { createMemoryWriter, type FileMark, type IndexedFile } from './memory-writer.ts';

export interface MemoryIndex {
  /** Of all notes, in pages. */
  readonly files: () => Iterable<string>;
  /** What is known of a file, to see whether it has changed. */
  readonly markOf: (file: string) => FileMark | null;
  /** In one go, for a few notes. */
  readonly change: (put: readonly IndexedFile[], gone: readonly string[]) => void;
  /** The same for many, `rest` being awaited between two steps. Nothing else may be changed meanwhile. */
  readonly changeMany: (put: Iterable<IndexedFile>, gone: Iterable<string>, rest: () => Promise<void>) => Promise<void>;
  /** The newest first. */
  readonly items: (where?: ItemFilter) => readonly MemoryItem[];
  readonly find: (id: string) => MemoryItem | null;
  /**
   * Without the texts, in pages, and without those in cold that no score could lift: old, never used, wanted by nobody.
   */
  readonly curated: (now: number) => Iterable<Curated>;
  /** Notes in force that say the same as `said`, or something else of the same thing; not `said` itself. */
  readonly alike: (said: Pick<MemoryItem, 'text' | 'project' | 'file'>) => readonly AlikeNote[];
  /** Notes that came or changed since they were last compared with the others, at most so many. */
  readonly uncompared: (limit: number) => readonly MemoryItem[];
  readonly compared: (files: readonly string[]) => void;
  readonly count: () => number;
  /** Notes whose front matter cannot be read. */
  readonly broken: () => readonly MemoryItem[];
  /** Raised whenever this handle or another changed the index. */
  readonly changes: () => number;
  /** The highest number in an id `M12`; 0 when there is none. */
  readonly highestId: () => number;
  readonly database: DatabaseSync;
  readonly close: () => void;
}

export interface AlikeNote {
  readonly item: MemoryItem;
  readonly likeness: Likeness;
}

export interface ItemFilter {
  readonly tier?: MemoryTier;
  readonly project?: string | null;
  readonly limit?: number;
}

export const openMemoryIndex = (file: string): MemoryIndex => withMemoryTables(file, indexOf);

/** As many rows as are read within a few milliseconds. */
const PAGE = 400;
/** What is older is worth less than the score of warm, whatever else speaks for an unused note of a worker. */
const LIFTED_BY_AGE_MS = 60 * 24 * 3_600_000;
/** More notes of one project in one band have a form in common, not a subject. */
const CROWD = 12;
const WHOLE = 'SELECT * FROM items JOIN texts USING (key)';

const indexOf = (database: DatabaseSync): MemoryIndex => {
  const change = createMemoryWriter(database);
  const filePage = database.prepare(`SELECT key, file FROM items WHERE key > ? ORDER BY key LIMIT ${PAGE}`);
  const mark = database.prepare('SELECT modified, size FROM items WHERE file = ?');
  const curatedPage = database.prepare(`
    SELECT key, id, file, tier, project, source, worker, task, created, used, uses, pinned, superseded, managed, tokens
    FROM items
    WHERE key > ?1 AND (tier <> 'cold' OR uses > 0 OR near > ?2 OR source IN ('person', 'decision'))
    ORDER BY key LIMIT ${PAGE}`);
  const ofProject = database.prepare(
    `${WHOLE} WHERE project IS ?1 AND (?2 IS NULL OR tier = ?2) ORDER BY near DESC LIMIT ?3`,
  );
  const ofTier = database.prepare(`${WHOLE} WHERE tier = ?1 ORDER BY near DESC LIMIT ?2`);
  const ofAll = database.prepare(`${WHOLE} ORDER BY near DESC, key LIMIT ?1`);
  const byId = database.prepare(`${WHOLE} WHERE id = ? ORDER BY key LIMIT 1`);
  const byFile = database.prepare(`${WHOLE} WHERE file = ?`);
  const byKey = database.prepare(`${WHOLE} WHERE key = ?`);
  const inBand = database.prepare(
    `SELECT key FROM bands JOIN items USING (key) WHERE band = ? AND superseded IS NULL LIMIT ${CROWD}`,
  );
  const fresh = database.prepare('SELECT key FROM fresh ORDER BY key LIMIT ?');
  const dropFresh = database.prepare('DELETE FROM fresh WHERE key = (SELECT key FROM items WHERE file = ?)');
  const problems = database.prepare(`${WHOLE} WHERE problem IS NOT NULL ORDER BY key LIMIT ${PAGE}`);
  const counted = database.prepare('SELECT count(*) AS n FROM items');
  const highest = database.prepare('SELECT max(number) AS n FROM items');
  const version = database.prepare('PRAGMA data_version');

  let changes = 0;
  let versionSeen = 0;
  return {
    database,
    files: function* () {
      for (const { file } of pagesOf(filePage)) yield String(file);
    },
    markOf: (file) => {
      const row = mark.get(file);
      return row === undefined ? null : { modifiedAt: Number(row.modified), size: Number(row.size) };
    },
    change: (put, gone) => {
      if (put.length + gone.length > 0) Array.from(change(put, gone));
      changes += 1;
    },
    changeMany: async (put, gone, rest) => {
      for (const _ of change(put, gone)) await rest();
      changes += 1;
    },
    items: ({ tier, project, limit = Number.MAX_SAFE_INTEGER } = {}) => {
      if (project !== undefined) return whole(ofProject.all(project, tier ?? null, limit));
      return whole(tier === undefined ? ofAll.all(limit) : ofTier.all(tier, limit));
    },
    find: (id) => {
      const row = byId.get(id) ?? byFile.get(id);
      return row === undefined ? null : itemFromRow(row as unknown as MemoryRow);
    },
    curated: function* (now) {
      for (const row of pagesOf(curatedPage, now - LIFTED_BY_AGE_MS)) yield curatedFromRow(row as unknown as MemoryRow);
    },
    alike: (said) => {
      const likeness = likenessTo(said);
      const met = bandsOf(said).flatMap((band) => inBand.all(band).map(({ key }) => Number(key)));
      return whole([...new Set(met)].flatMap((key) => byKey.all(key))).flatMap((item) => {
        const alike = item.file === said.file ? null : likeness(item);
        return alike === null ? [] : [{ item, likeness: alike }];
      });
    },
    uncompared: (limit) => whole(fresh.all(limit).flatMap(({ key }) => byKey.all(Number(key)))),
    compared: (files) => {
      for (const file of files) dropFresh.run(file);
    },
    broken: () => whole(problems.all()),
    changes: () => {
      const now = Number(version.get()?.data_version ?? 0);
      if (now !== versionSeen) changes += 1;
      versionSeen = now;
      return changes;
    },
    count: () => Number(counted.get()?.n ?? 0),
    highestId: () => Number(highest.get()?.n ?? 0),
    close: () => database.close(),
  };
};

type Rows = ReturnType<StatementSync['all']>;

const whole = (rows: Rows): readonly MemoryItem[] => rows.map((row) => itemFromRow(row as unknown as MemoryRow));

/** No cursor stays open between two pages, so that notes may change meanwhile. */
function* pagesOf(page: StatementSync, ...rest: readonly number[]): Generator<Rows[number]> {
  let after = 0;
  for (;;) {
    const rows = page.all(after, ...rest);
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) return;
    after = Number(last.key);
  }
}
