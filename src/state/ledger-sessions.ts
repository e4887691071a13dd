/**
 * Compares the ledger with what the agents wrote down themselves: each answer of a session's transcript is either booked
 * already, or is booked now as a gap of telemetry. An answer is known by its request id, else by its tokens.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { LedgerEntry } from '../domain/tiers/ledger.ts';
import type { Tokens } from '../domain/tiers/price.ts';
import type { Booker } from './ledger-book.ts';

/** One run of a session, and what it was for. */
export interface SessionRun {
  readonly session: string;
  readonly worker: number;
  readonly generation: number;
  readonly tier: string;
  readonly model: string | null;
  readonly task: string | null;
  readonly project: string | null;
  readonly startedAt: number;
}

/** One answer of the model, as a transcript holds it. */
export interface TranscriptAnswer extends Tokens {
  readonly messageId: string;
  readonly requestId: string | null;
  readonly at: number;
  readonly model: string;
}

export interface Comparison {
  readonly matched: number;
  readonly filled: number;
  readonly differentTokens: number;
}

export interface Reconciler {
  /** Keeps what a session is for; told again when it takes a task. */
  readonly keepSession: (run: SessionRun) => void;
  /** Runs whose transcripts were not compared yet, oldest first. */
  readonly openSessions: () => readonly SessionRun[];
  /** `entryOf` prices an answer that telemetry never told of. Marks all runs of the session as compared. */
  readonly reconcile: (
    session: string,
    answers: readonly TranscriptAnswer[],
    entryOf: (answer: TranscriptAnswer, run: SessionRun) => LedgerEntry,
  ) => Comparison;
}

export const createReconciler = (
  database: DatabaseSync,
  book: () => Booker,
  inTransaction: <Value>(work: () => Value) => Value,
): Reconciler => ({
  keepSession: ({ session, worker, generation, tier, model, task, project, startedAt }) => {
    database
      .prepare(
        `INSERT INTO sessions (session, worker, generation, tier, model, task, project, started_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET ended = 0, task = coalesce(excluded.task, task), project = coalesce(excluded.project, project)`,
      )
      .run(session, worker, generation, tier, model, task, project, startedAt);
  },
  openSessions: () => database.prepare('SELECT * FROM sessions WHERE ended = 0 ORDER BY started_at').all().map(runOf),
  reconcile: (session, answers, entryOf) =>
    inTransaction(() => {
      const runs = database
        .prepare('SELECT * FROM sessions WHERE session = ? ORDER BY started_at')
        .all(session)
        .map(runOf);
      const found = match(bookedOf(database, session), answers);
      const name = database.prepare('UPDATE requests SET message_id = ? WHERE id = ?');
      for (const { booked, answer } of found.pairs)
        if (booked.messageId === null) name.run(answer.messageId, booked.id);
      const missing = found.missing.flatMap((answer) => {
        const run = runs.findLast(({ startedAt }) => startedAt <= answer.at) ?? runs[0];
        return run === undefined ? [] : [entryOf(answer, run)];
      });
      const filled = book().add(missing);
      const differentTokens = found.pairs.reduce((sum, { booked, answer }) => sum + difference(booked, answer), 0);
      const last = runs.at(-1);
      database.prepare('UPDATE sessions SET ended = 1 WHERE session = ?').run(session);
      if (last !== undefined) {
        // Figures are those of the whole transcript, so they stand with its last run alone; gaps add up.
        database.prepare('UPDATE sessions SET matched = 0, different = 0 WHERE session = ?').run(session);
        database
          .prepare(
            'UPDATE sessions SET matched = ?, different = ?, filled = filled + ? WHERE session = ? AND worker = ? AND generation = ?',
          )
          .run(found.pairs.length, differentTokens, filled, session, last.worker, last.generation);
      }
      return { matched: found.pairs.length, filled, differentTokens };
    }),
});

interface Booked extends Tokens {
  readonly id: number;
  readonly at: number;
  readonly model: string;
  readonly requestId: string | null;
  readonly messageId: string | null;
}

const bookedOf = (database: DatabaseSync, session: string): readonly Booked[] =>
  database
    .prepare('SELECT * FROM requests WHERE session = ? ORDER BY at')
    .all(session)
    .map((row) => ({
      id: Number(row.id),
      at: Number(row.at),
      model: String(row.model),
      requestId: row.request_id === null ? null : String(row.request_id),
      messageId: row.message_id === null ? null : String(row.message_id),
      inputTokens: Number(row.input),
      outputTokens: Number(row.output),
      cacheReadTokens: Number(row.cache_read),
      cacheCreationTokens: Number(row.cache_creation),
    }));

interface Matching {
  readonly pairs: readonly { readonly booked: Booked; readonly answer: TranscriptAnswer }[];
  readonly missing: readonly TranscriptAnswer[];
}

/** By what names the request first, then by its tokens; each booking answers for one answer alone. */
const match = (booked: readonly Booked[], answers: readonly TranscriptAnswer[]): Matching => {
  const free = new Set(booked);
  const pairs: { readonly booked: Booked; readonly answer: TranscriptAnswer }[] = [];
  const take = (rest: readonly TranscriptAnswer[], fits: (one: Booked, answer: TranscriptAnswer) => boolean) =>
    rest.filter((answer) => {
      const found = nearest(
        [...free].filter((one) => fits(one, answer)),
        answer.at,
      );
      if (found === undefined) return true;
      free.delete(found);
      pairs.push({ booked: found, answer });
      return false;
    });
  const unnamed = take(answers, (one, answer) => one.messageId === answer.messageId);
  const unknown = take(unnamed, (one, answer) => answer.requestId !== null && one.requestId === answer.requestId);
  const missing = take(
    unknown,
    (one, answer) =>
      (one.requestId === null || answer.requestId === null) &&
      one.model === answer.model &&
      difference(one, answer) === 0,
  );
  return { pairs, missing };
};

const nearest = (candidates: readonly Booked[], at: number): Booked | undefined =>
  candidates.reduce<Booked | undefined>(
    (best, one) => (best === undefined || Math.abs(one.at - at) < Math.abs(best.at - at) ? one : best),
    undefined,
  );

const difference = (one: Tokens, other: Tokens): number =>
  Math.abs(one.inputTokens - other.inputTokens) +
  Math.abs(one.outputTokens - other.outputTokens) +
  Math.abs(one.cacheReadTokens - other.cacheReadTokens) +
  Math.abs(one.cacheCreationTokens - other.cacheCreationTokens);

const runOf = (row: Readonly<Record<string, unknown>>): SessionRun => ({
  session: String(row.session),
  worker: Number(row.worker),
  generation: Number(row.generation),
  tier: String(row.tier),
  model: row.model === null ? null : String(row.model),
  task: row.task === null ? null : String(row.task),
  project: row.project === null ? null : String(row.project),
  startedAt: Number(row.started_at),
});
