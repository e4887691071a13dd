/** Puts notes into the memory index and takes them out, with all that is kept to find them by: words, likenesses, typos. */
import type { DatabaseSync } from 'node:sqlite';
import type { MemoryItem } from '../domain/memory/item.ts';
import { bandsOf } from '../domain/memory/likeness.ts';
import { deletionsOf, isCorrectable } from '../domain/memory/typos.ts';
import { rawWords, stemOf } from '../domain/memory/words.ts';
import { estimateTokens } from '../domain/workers/startup.ts';

export interface FileMark {
  readonly modifiedAt: number;
  readonly size: number;
}

export interface IndexedFile {
  readonly item: MemoryItem;
  readonly mark: FileMark;
}

/**
 * One transaction, begun by the first step and ended by the last: what is there of these files is replaced, what is `gone`
 * is forgotten. Each step takes well under a millisecond; until the end, nothing else is written through this handle.
 */
export type ChangeIndex = (put: Iterable<IndexedFile>, gone: Iterable<string>) => Generator<void>;

/** A note is short; of a book that somebody put there, its beginning is enough to find it. */
const SEARCHED_LENGTH = 20_000;

export const createMemoryWriter = (database: DatabaseSync): ChangeIndex => {
  const put = database.prepare(`
    INSERT INTO items (file, id, number, tier, project, topics, source, worker, task, created, used, near, uses, pinned,
      supersedes, superseded, problem, managed, tokens, modified, size)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const putText = database.prepare('INSERT INTO texts (key, text) VALUES (?, ?)');
  const putWords = database.prepare('INSERT INTO words (rowid, topics, body) VALUES (?, ?, ?)');
  const putBand = database.prepare('INSERT OR IGNORE INTO bands (band, key) VALUES (?, ?)');
  const putFresh = database.prepare('INSERT INTO fresh (key) VALUES (?)');
  const known = database.prepare('SELECT key, topics, project, text FROM items JOIN texts USING (key) WHERE file = ?');
  const drops = ['items WHERE key', 'texts WHERE key', 'words WHERE rowid', 'fresh WHERE key', 'meant WHERE key'].map(
    (where) => database.prepare(`DELETE FROM ${where} = ?`),
  );
  const dropBand = database.prepare('DELETE FROM bands WHERE band = ? AND key = ?');
  const count = database.prepare(
    'INSERT INTO terms (term, notes) VALUES (?1, ?2) ON CONFLICT (term) DO UPDATE SET notes = notes + ?2',
  );
  const see = database.prepare('INSERT OR IGNORE INTO seen (word) VALUES (?)');
  const putNear = database.prepare('INSERT OR IGNORE INTO near (shorter, word) VALUES (?, ?)');

  const forget = (file: string, counts: Map<string, number>): void => {
    const row = known.get(file);
    if (row === undefined) return;
    const key = Number(row.key);
    const text = String(row.text);
    const project = row.project === null ? null : String(row.project);
    countTerms(counts, wordsOf({ topics: JSON.parse(String(row.topics)), project, text }), -1);
    for (const drop of drops) drop.run(key);
    for (const band of bandsOf({ text, project })) dropBand.run(band, key);
  };
  const add = ({ item, mark }: IndexedFile, counts: Map<string, number>, met: Set<string>): void => {
    const { createdAt, usedAt, source } = item;
    const { lastInsertRowid: key } = put.run(
      ...[item.file, item.id, numberOf(item.id), item.tier, item.project, JSON.stringify(item.topics)],
      ...[source.kind, source.worker, source.task, Math.round(createdAt), usedAt],
      ...[Math.round(Math.max(createdAt, usedAt ?? 0)), item.uses, item.pinned ? 1 : 0],
      ...[JSON.stringify(item.supersedes), item.supersededBy, item.problem, item.managed ? 1 : 0],
      ...[estimateTokens(item.text), mark.modifiedAt, mark.size],
    );
    putText.run(key, item.text);
    const words = wordsOf(item);
    putWords.run(key, words.topics.map(stemOf).join(' '), words.body.map(stemOf).join(' '));
    countTerms(counts, words, 1);
    for (const band of bandsOf(item)) putBand.run(band, key);
    putFresh.run(key);
    for (const word of [...words.topics, ...words.body]) if (isCorrectable(word)) met.add(word);
  };

  return function* (files, gone) {
    const counts = new Map<string, number>();
    const met = new Set<string>();
    let isDone = false;
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const file of gone) {
        forget(file, counts);
        yield;
      }
      for (const file of files) {
        forget(file.item.file, counts);
        add(file, counts, met);
        yield;
      }
      for (const [term, more] of counts) {
        if (more === 0) continue;
        count.run(term, more);
        yield;
      }
      for (const word of met) {
        if (see.run(word).changes === 0) continue;
        for (const shorter of deletionsOf(word)) putNear.run(shorter, word);
        yield;
      }
      isDone = true;
    } finally {
      // Also when nobody takes the next step.
      database.exec(isDone ? 'COMMIT' : 'ROLLBACK');
    }
  };
};

interface NoteWords {
  readonly topics: readonly string[];
  readonly body: readonly string[];
}

/** Unstemmed. The project's name is a topic that nobody had to write. */
const wordsOf = ({ topics, project, text }: Pick<MemoryItem, 'topics' | 'project' | 'text'>): NoteWords => ({
  topics: rawWords(`${topics.join(' ')} ${project ?? ''}`),
  body: rawWords(text.slice(0, SEARCHED_LENGTH)),
});

const countTerms = (counts: Map<string, number>, { topics, body }: NoteWords, by: number): void => {
  for (const term of new Set([...topics, ...body].map(stemOf))) counts.set(term, (counts.get(term) ?? 0) + by);
};

/** 12 of `M12`, so that the next id is found without looking at every note. */
const numberOf = (id: string): number | null => (/^M\d{1,12}$/.test(id) ? Number(id.slice(1)) : null);
