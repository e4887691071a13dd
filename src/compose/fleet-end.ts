/**
 * How a fleet ends: whoever may still start something is stopped first, then the sessions, then what they wrote to, and the
 * journal last. A disk that refuses an event holds up no end.
 */
import { ok } from '../domain/problem.ts';
import type { Journal } from '../state/journal.ts';
import type { Loop } from '../state/loop.ts';
import type { AlertsSide } from './alerts.ts';
import type { Books } from './books.ts';
import type { ClaudeSide } from './claude-side.ts';
import type { Deploys } from './deploys.ts';
import type { HeartbeatSide } from './heartbeat.ts';
import { inTime } from './in-time.ts';
import type { Memory } from './memory.ts';
import type { Fleet } from './parts.ts';
import type { RehearsalService } from './rehearsal.ts';
import type { Seats } from './seats.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

export interface FleetEnd {
  /** Resolves when the fleet has stopped and everything is closed. */
  readonly ended: Promise<void>;
  /** Asks the sessions to close; what they leave behind is closed by `end`. */
  readonly stop: (by: string) => ReturnType<Fleet['submit']>;
  /** Closes everything, now that the sessions were asked to. Not to be waited for by an effect: it waits for them all. */
  readonly end: () => void;
}

export interface FleetEndParts {
  readonly loop: Loop;
  readonly journal: Journal;
  readonly deploys: Deploys;
  /** What looks on and may act by itself. The list grows while the fleet starts. */
  readonly watches: readonly { readonly stop: () => void }[];
  readonly heartbeat: HeartbeatSide;
  readonly seats: Seats;
  readonly claude: ClaudeSide | null;
  readonly books: Books;
  readonly files: WorkspaceFiles;
  readonly memory: Memory;
  readonly stopStateView: () => Promise<void>;
  readonly rehearsal: RehearsalService | null;
  readonly alerts: AlertsSide;
  readonly onBug: (error: unknown) => void;
}

/** Closing waits for what is being written; on a disk that refuses, not for ever. */
const BROKEN_CLOSE_MS = 10_000;

export const createFleetEnd = (parts: FleetEndParts): FleetEnd => {
  const { loop, onBug } = parts;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  return {
    ended,
    stop: async (by) => {
      const stopping = await loop.submit({ kind: 'stop-fleet' }, { by });
      if (stopping.ok || !loop.isBroken()) return stopping;
      // Sessions cannot be asked to close by an event, so they end as with a supervisor that was killed: what the next
      // start finds is what is on disk.
      void Promise.race([closeAll(parts), new Promise((late) => inTime(() => late(null), BROKEN_CLOSE_MS))])
        .catch(onBug)
        .finally(resolve);
      return ok([]);
    },
    end: () => void closeAll(parts).catch(onBug).finally(resolve),
  };
};

const closeAll = async (parts: FleetEndParts): Promise<void> => {
  const { loop, journal, heartbeat } = parts;
  await parts.deploys.close();
  for (const watch of parts.watches) watch.stop();
  await heartbeat.stop();
  await parts.seats.closeAll();
  await parts.claude?.close();
  await parts.books.close();
  await parts.files.close();
  await parts.memory.close();
  await parts.stopStateView();
  await parts.rehearsal?.close();
  await loop.idle();
  await parts.alerts.close();
  heartbeat.close();
  await loop.idle();
  journal.snapshot(loop.world());
  journal.close();
};
