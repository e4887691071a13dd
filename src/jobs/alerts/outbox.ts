/**
 * The outbox: every message to every channel, on disk before anything is sent, and there until the channel took it. A
 * message is known by its key, so that whatever is put in twice stands in it once. That it is being sent is on disk before
 * it is sent: after a kill, what may have left already is sent again under the same key, and says so.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Alert } from '../../domain/alerts/alert.ts';
import type { OutboxRow } from '../../domain/alerts/outbox.ts';
import type { Result } from '../../domain/problem.ts';
import { openOwnDatabase } from '../own-database.ts';

export interface Outbox {
  /** `seq` is that of the alert's event: what has a smaller one is in the outbox already. */
  readonly add: (alert: Alert, seq: number, channels: readonly string[]) => void;
  /** What was put in up to here; 0 for nothing. */
  readonly lastSeq: () => number;
  /** The oldest message of the channel that is due, marked as being sent. */
  readonly take: (channel: string, now: number) => Waiting | null;
  readonly sent: (id: number, now: number) => void;
  /** Not taken, or not known to be: it stays the oldest. `dueAt` is when to try again. */
  readonly failed: (id: number, because: string, dueAt: number, inDoubt: boolean) => void;
  /** It will never be taken: it stays in the list of what was dropped. */
  readonly dropped: (id: number, because: string) => void;
  readonly withdraw: (key: string) => void;
  /** True the first time for a key, and never again: the use is on disk. */
  readonly spend: (key: string) => boolean;
  /** When the next message of the channel is due; null for none. */
  readonly nextDueAt: (channel: string) => number | null;
  readonly waiting: (channel: string) => number;
  /** Newest first. */
  readonly rows: (limit: number) => readonly OutboxRow[];
  readonly close: () => void;
}

export interface Waiting {
  readonly id: number;
  readonly alert: Alert;
  readonly attempts: number;
  readonly addedAt: number;
  /** It was being sent when gaffer was stopped: it may be there already. */
  readonly inDoubt: boolean;
}

/** Sent ones are kept for the page and for questions; older ones go. */
const KEPT_SENT = 500;

export const openOutbox = (file: string, now: () => number): Result<Outbox> =>
  openOwnDatabase({
    file,
    synchronous: 'FULL',
    schema: SCHEMA,
    use: (database) => outboxOf(database, now),
    problem: {
      message: 'the outbox of alerts cannot be opened',
      next: 'Move the file aside: alerts that were not sent yet are taken from the journal again.',
    },
  });

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL, channel TEXT NOT NULL, alert TEXT NOT NULL, state TEXT NOT NULL,
    addedAt INTEGER NOT NULL, dueAt INTEGER NOT NULL, attempts INTEGER NOT NULL, because TEXT, endedAt INTEGER,
    inDoubt INTEGER NOT NULL, UNIQUE (key, channel)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_waiting ON messages (channel, id) WHERE state = 'waiting';
  CREATE TABLE IF NOT EXISTS used (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  UPDATE messages SET state = 'waiting', inDoubt = 1 WHERE state = 'sending';
`;

const outboxOf = (database: DatabaseSync, now: () => number): Outbox => {
  const one = {
    insert: database.prepare(
      `INSERT OR IGNORE INTO messages (key, channel, alert, state, addedAt, dueAt, attempts, inDoubt)
       VALUES (?, ?, ?, 'waiting', ?, ?, 0, 0)`,
    ),
    mark: database.prepare(
      `INSERT INTO marks (name, value) VALUES ('seq', ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`,
    ),
    lastSeq: database.prepare(`SELECT value FROM marks WHERE name = 'seq'`),
    oldest: database.prepare(
      `SELECT * FROM messages WHERE channel = ? AND state = 'waiting' AND dueAt <= ? ORDER BY id LIMIT 1`,
    ),
    sending: database.prepare(`UPDATE messages SET state = 'sending', attempts = attempts + 1 WHERE id = ?`),
    end: database.prepare('UPDATE messages SET state = ?, because = ?, endedAt = ? WHERE id = ?'),
    again: database.prepare(
      `UPDATE messages SET state = 'waiting', because = ?, dueAt = ?, inDoubt = max(inDoubt, ?) WHERE id = ?`,
    ),
    withdraw: database.prepare(
      `UPDATE messages SET state = 'withdrawn', endedAt = ? WHERE key = ? AND state = 'waiting' AND attempts = 0`,
    ),
    use: database.prepare('INSERT OR IGNORE INTO used (key, at) VALUES (?, ?)'),
    due: database.prepare(`SELECT min(dueAt) AS at FROM messages WHERE channel = ? AND state = 'waiting'`),
    waiting: database.prepare(
      `SELECT count(*) AS count FROM messages WHERE channel = ? AND state IN ('waiting', 'sending')`,
    ),
    rows: database.prepare('SELECT * FROM messages ORDER BY id DESC LIMIT ?'),
    trim: database.prepare(
      `DELETE FROM messages WHERE endedAt IS NOT NULL AND id <= (SELECT max(id) FROM messages) - ${KEPT_SENT}`,
    ),
  };
  const inOne = (work: () => void): void => {
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    add: (alert, seq, channels) =>
      inOne(() => {
        const at = now();
        for (const channel of channels)
          one.insert.run(alert.key, channel, JSON.stringify(alert), at, alert.notBefore ?? at);
        one.mark.run(seq);
      }),
    lastSeq: () => Number(one.lastSeq.get()?.value ?? 0),
    take: (channel, at) => {
      const row = one.oldest.get(channel, at);
      if (row === undefined) return null;
      one.sending.run(Number(row.id));
      return {
        id: Number(row.id),
        alert: JSON.parse(String(row.alert)),
        attempts: Number(row.attempts) + 1,
        addedAt: Number(row.addedAt),
        inDoubt: Number(row.inDoubt) === 1,
      };
    },
    sent: (id, at) => {
      one.end.run('sent', null, at, id);
      if (id % 100 === 0) one.trim.run();
    },
    failed: (id, because, dueAt, inDoubt) => void one.again.run(because, dueAt, inDoubt ? 1 : 0, id),
    dropped: (id, because) => void one.end.run('dropped', because, now(), id),
    withdraw: (key) => void one.withdraw.run(now(), key),
    spend: (key) => one.use.run(key, now()).changes === 1,
    nextDueAt: (channel) => {
      const at = one.due.get(channel)?.at;
      return at === null || at === undefined ? null : Number(at);
    },
    waiting: (channel) => Number(one.waiting.get(channel)?.count ?? 0),
    rows: (limit) =>
      one.rows.all(limit).map((row) => {
        const alert: Alert = JSON.parse(String(row.alert));
        return {
          key: String(row.key),
          channel: String(row.channel),
          state: stateFrom(String(row.state)),
          title: alert.title,
          level: alert.level,
          addedAt: Number(row.addedAt),
          attempts: Number(row.attempts),
          because: row.because === null ? null : String(row.because),
        };
      }),
    close: () => database.close(),
  };
};

const stateFrom = (text: string): OutboxRow['state'] =>
  text === 'sent' || text === 'dropped' || text === 'withdrawn' || text === 'sending' ? text : 'waiting';
