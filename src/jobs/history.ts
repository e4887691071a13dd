/**
 * The long history of checks: every reading with its evidence and figures, bounded, in a file of its own that is safe to
 * delete. The journal holds what changed; this is for curves, forecasts and the page.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Reading } from '../domain/checks/history.ts';
import type { CheckReport } from '../domain/checks/report.ts';
import type { Result } from '../domain/problem.ts';
import type { PastFigure } from './checks/tools.ts';
import { openOwnDatabase } from './own-database.ts';

export interface History {
  readonly add: (at: number, reports: readonly CheckReport[]) => void;
  /** Newest last. */
  readonly readings: (check: string, limit: number) => readonly Reading[];
  readonly past: (check: string, figure: string) => readonly PastFigure[];
  readonly close: () => void;
}

/** Eight days of half hours, and more than a page shows of a minute's schedule. */
const KEPT_READINGS = 1_000;
/** Enough for a line through them. */
const PAST_FIGURES = 400;

export const openHistory = (file: string): Result<History> =>
  openOwnDatabase({
    file,
    // Losing the last second of it to a power cut loses nothing that matters.
    synchronous: 'NORMAL',
    schema: SCHEMA,
    use: historyOf,
    problem: {
      message: 'the history of the heartbeat cannot be opened',
      next: 'Move the file aside: a new one is begun.',
    },
  });

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS readings (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL, reading TEXT NOT NULL, ms INTEGER NOT NULL,
    evidence TEXT NOT NULL, figures TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS readings_by_name ON readings (name, id);
`;

const historyOf = (database: DatabaseSync): History => {
  const insert = database.prepare(
    'INSERT INTO readings (name, at, reading, ms, evidence, figures) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const newest = database.prepare('SELECT * FROM readings WHERE name = ? ORDER BY id DESC LIMIT ?');
  const trim = database.prepare(
    'DELETE FROM readings WHERE name = ? AND id <= (SELECT id FROM readings WHERE name = ? ORDER BY id DESC LIMIT 1 OFFSET ?)',
  );
  let added = 0;
  const rows = (check: string, limit: number): readonly Reading[] =>
    newest
      .all(check, limit)
      .map(({ at, reading, ms, evidence, figures }) => ({
        at: Number(at),
        reading: readingFrom(String(reading)),
        ms: Number(ms),
        evidence: String(evidence),
        figures: JSON.parse(String(figures)),
      }))
      .toReversed();
  return {
    add: (at, reports) => {
      database.exec('BEGIN IMMEDIATE');
      for (const report of reports) {
        if ('hiddenBy' in report) continue;
        const { name, ms, finding } = report;
        insert.run(name, at, finding.reading, ms, finding.evidence, JSON.stringify(finding.figures));
        added += 1;
        // Not at each reading: it is a bound, not a promise.
        if (added % 50 === 0) trim.run(name, name, KEPT_READINGS);
      }
      database.exec('COMMIT');
    },
    readings: rows,
    past: (check, figure) =>
      rows(check, PAST_FIGURES).flatMap(({ at, figures }) => {
        const value = figures[figure];
        return value === undefined ? [] : [{ at, value }];
      }),
    close: () => database.close(),
  };
};

const readingFrom = (text: string): Reading['reading'] =>
  text === 'pass' || text === 'warn' || text === 'fail' ? text : 'errored';
