/**
 * What each session is for: telemetry tells of a request some time after it was made, when the seat may long have another
 * task. What a session worked on last stays its own.
 */
import type { SessionKey } from '../claude/session-key.ts';
import type { Worker } from '../domain/workers/worker.ts';
import type { Ledger } from '../state/ledger.ts';
import type { SessionRun } from '../state/ledger-sessions.ts';
import type { Fleet } from './parts.ts';

export interface SessionRuns {
  readonly of: (session: SessionKey) => SessionRun | null;
  readonly ofSession: (session: string) => SessionRun | null;
  readonly stop: () => void;
}

/** Sessions of one seat that may still be heard of: the live one, and those that are just ending. */
const KEPT = 4;

export const createSessionRuns = (fleet: Fleet, ledger: Ledger): SessionRuns => {
  const known = new Map<number, readonly SessionRun[]>();
  let seats: Readonly<Record<string, Worker>> = {};

  const look = (): void => {
    const { workers } = fleet.world();
    if (workers === seats) return;
    for (const number in workers) {
      const seat = workers[number];
      if (seat !== undefined && seat !== seats[number]) keep(seat);
    }
    seats = workers;
  };

  const keep = (seat: Worker): void => {
    const run = runOf(seat);
    if (run === null) return;
    const before = known.get(seat.number) ?? [];
    const same = before.find((one) => isSameRun(one, run));
    const next =
      same === undefined ? run : { ...run, task: run.task ?? same.task, project: run.project ?? same.project };
    if (same !== undefined && same.task === next.task && same.project === next.project) return;
    known.set(seat.number, [...before.filter((one) => one !== same), next].slice(-KEPT));
    try {
      ledger.keepSession(next);
    } catch (error) {
      fleet.log(`ledger: ${String(error)}`);
    }
  };

  const stop = fleet.subscribe(look);
  look();
  return {
    of: ({ worker, generation }) => known.get(worker)?.findLast((run) => run.generation === generation) ?? null,
    ofSession: (session) => [...known.values()].flat().findLast((run) => run.session === session) ?? null,
    stop,
  };
};

const isSameRun = (one: SessionRun, other: SessionRun): boolean =>
  one.session === other.session && one.generation === other.generation;

/** Null while none runs, or while the seat waits for its next one. */
const runOf = ({ number, generation, session, task }: Worker): SessionRun | null =>
  session === null || session.pid === null || session.generation !== generation
    ? null
    : {
        session: session.id,
        worker: number,
        generation,
        tier: session.tier ?? 'unknown',
        model: session.model,
        task,
        project: session.project,
        startedAt: session.startedAt,
      };
