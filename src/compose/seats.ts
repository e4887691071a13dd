/**
 * The seats: for each worker the terminal of its live session, opened and closed as the events want it. One session at a
 * time has the seat; the next one waits until everything of the last one is gone.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Effect } from '../domain/effect.ts';
import { sessionId, type WorkerNumber } from '../domain/ids.ts';
import { liveLockOf } from '../domain/locks/held.ts';
import { describeProblem, type Result } from '../domain/problem.ts';
import { systemClock } from '../sessions/clock.ts';
import { createRounds, type Rounds } from '../sessions/dozing.ts';
import { stopShells } from '../sessions/stop-shells.ts';
import type { Terminal } from '../sessions/terminal.ts';
import { openTerminal } from '../sessions/terminal.ts';
import { createTurns, type Turns } from '../sessions/turns.ts';
import type { Fleet } from './parts.ts';
import { standingDialog, watchScreen } from './screen-watch.ts';
import type { PreparedSession, SessionMaker } from './session-maker.ts';
import type { Views } from './views.ts';
import { createViews } from './views.ts';

type OpenSession = Extract<Effect, { kind: 'open-session' }>;

export interface Seats {
  readonly open: (wanted: OpenSession, cause: number) => Promise<void>;
  readonly close: (worker: WorkerNumber, generation: number) => Promise<void>;
  /** Ends what the shell of that session has started. */
  readonly stopShells: (worker: WorkerNumber, generation: number) => Promise<void>;
  readonly terminalOf: (worker: WorkerNumber, generation: number) => Terminal | null;
  readonly views: Views;
  readonly closeAll: () => Promise<void>;
}

interface Seat {
  readonly generation: number;
  readonly terminal: Terminal;
}

/** Time for a session to save what it was doing before it is killed. */
const CLOSE_GRACE_MS = 5_000;
/** A command that the gate let through just before has started by then. */
const LATE_SHELL_MS = 1_000;
/** Twelve sessions started at once on two cores needed 7 s to register their hooks. */
const GUARD_DEADLINE_MS = 30_000;

export const createSeats = (fleet: Fleet, maker: SessionMaker): Seats => {
  const seats = new Map<WorkerNumber, Seat>();
  const turns = createTurns();
  const rounds = createRounds();
  const views = createViews((worker) => seats.get(worker)?.terminal ?? null);

  const isWanted = ({ worker, generation }: OpenSession): boolean => {
    const seat = fleet.world().workers[worker];
    return seat?.generation === generation && seat.state.kind === 'starting';
  };

  const closeSeat = async (worker: WorkerNumber): Promise<void> => {
    const seat = seats.get(worker);
    if (seat === undefined) return;
    await seat.terminal.close(CLOSE_GRACE_MS);
  };

  const open = async (wanted: OpenSession, cause: number): Promise<void> => {
    const { worker, generation } = wanted;
    await Promise.all([closeSeat(worker), until(wanted.notBefore)]);
    if (!isWanted(wanted)) return;
    const prepared = await maker.prepare(wanted, {
      id: wanted.resume ?? sessionId(randomUUID()),
      directory: directoryOf(fleet, wanted),
    });
    if (!isWanted(wanted)) return;
    const terminal = prepared.ok ? openPrepared(fleet, prepared.value, turns, rounds) : prepared;
    const origin = { by: `session ${worker}` };
    if (!prepared.ok || !terminal.ok) {
      const because = terminal.ok ? '' : describeProblem(terminal.problem);
      await fleet.submit({ kind: 'report-open-failed', worker, generation, because }, origin);
      return;
    }
    const { value: session } = prepared;
    seats.set(worker, { generation, terminal: terminal.value });
    views.moveTo(worker, terminal.value);
    const stopWatching = session.hooks ? watchSession(fleet, wanted, terminal.value) : () => undefined;
    terminal.value.exited
      .then(async ({ code, signal }) => {
        stopWatching();
        maker.ended({ worker, generation });
        await fleet.submit({ kind: 'report-exited', worker, generation, code, signal }, origin);
      })
      .catch((error: unknown) => fleet.log(`worker ${worker}: ${String(error)}`));
    await fleet.submit(
      {
        kind: 'report-opened',
        worker,
        generation,
        session: session.id,
        pid: terminal.value.pid,
        model: session.model,
        cwd: session.cwd,
        project: wanted.project,
        tier: session.tier,
        hooks: session.hooks,
      },
      { ...origin, cause },
    );
  };

  return {
    open,
    close: async (worker, generation) => {
      const seat = seats.get(worker);
      if (seat?.generation === generation) return seat.terminal.close(CLOSE_GRACE_MS);
      // Told to close before it was open: there is no exit to wait for, so it is said here.
      await fleet.submit(
        { kind: 'report-exited', worker, generation, code: null, signal: null },
        { by: `session ${worker}` },
      );
    },
    stopShells: async (worker, generation) => {
      const seat = seats.get(worker);
      if (seat?.generation !== generation) return;
      await stopShells(seat.terminal.pid);
      await until(Date.now() + LATE_SHELL_MS);
      if (liveLockOf(fleet.world(), worker, generation) === null) await stopShells(seat.terminal.pid);
    },
    terminalOf: (worker, generation) => {
      const seat = seats.get(worker);
      return seat?.generation === generation ? seat.terminal : null;
    },
    views,
    closeAll: async () => {
      await Promise.all([...seats.keys()].map(closeSeat));
    },
  };
};

const openPrepared = (
  { config }: Fleet,
  { command, args, cwd, env }: PreparedSession,
  turns: Turns,
  rounds: Rounds,
): Result<Terminal> => openTerminal({ command, args, cwd, env, ...config.sessions }, systemClock, turns, rounds);

const directoryOf = ({ places }: Fleet, { worker, generation }: OpenSession): string =>
  join(places.own, 'sessions', `w${worker}-g${generation}`);

const until = (time: number | null): Promise<void> =>
  new Promise((resolve) => {
    const wait = time === null ? 0 : time - Date.now();
    if (wait <= 0) resolve();
    else setTimeout(resolve, wait).unref();
  });

/** Watches the screen, and holds the session to the proof of its guard. Returns the way to stop. */
const watchSession = (fleet: Fleet, { worker, generation }: OpenSession, terminal: Terminal): (() => void) => {
  const stopScreen = watchScreen(fleet, { worker, generation }, terminal);
  const overdue = (): void => {
    // A person may yet answer what stands there (trust, a broken settings file); until then it is no work for anybody.
    if (standingDialog(terminal) !== null) timer = setTimeout(overdue, GUARD_DEADLINE_MS).unref();
    else {
      const because = `its hooks were not all seen registered within ${GUARD_DEADLINE_MS / 1000} s`;
      void fleet.submit({ kind: 'report-guard-absent', worker, generation, because }, { by: 'guard' });
    }
  };
  let timer = setTimeout(overdue, GUARD_DEADLINE_MS).unref();
  return () => {
    stopScreen();
    clearTimeout(timer);
  };
};
