/**
 * The books of one supervisor: what telemetry tells of requests goes into the ledger, its totals into the World, and at
 * the end of a session its transcript is compared with both. The ledger is the truth; the World hears whole sums.
 */
import type { SessionKey } from '../claude/session-key.ts';
import type { TelemetryRecord } from '../claude/telemetry-record.ts';
import { readTranscripts } from '../claude/transcripts.ts';
import { sessionId, taskId, tierName, workerNumber } from '../domain/ids.ts';
import { type CostQuery, type CostReport, type LedgerEntry, type NamedSums, noSums } from '../domain/tiers/ledger.ts';
import type { TierUsage } from '../domain/tiers/usage.ts';
import type { Ledger } from '../state/ledger.ts';
import { dayText } from '../state/selectors-figures.ts';
import { assumptionOf } from './assumption.ts';
import { createBookings } from './bookings.ts';
import type { Fleet } from './parts.ts';
import type { Prices } from './prices.ts';
import { createSessionRuns } from './session-runs.ts';

export interface Books {
  readonly heard: (session: SessionKey, record: TelemetryRecord) => void;
  /** Its process is gone: what it wrote down is compared. */
  readonly ended: (session: SessionKey) => void;
  readonly report: (query: CostQuery) => CostReport;
  /** Compares what a supervisor before this one left open, and tells the World its totals. */
  readonly open: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface BooksParts {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly prices: Prices;
  /** Where the agent keeps its transcripts. */
  readonly configDir: string;
  readonly now: () => number;
}

/** Between two totals for the World: nobody reads them faster, and each is an event. */
const TOTALS_PAUSE_MS = 250;

export const createBooks = ({ fleet, ledger, prices, configDir, now }: BooksParts): Books => {
  ledger.keepAssumption(assumptionOf(prices));
  const runs = createSessionRuns(fleet, ledger);
  const bookings = createBookings(fleet.config.tiers, prices);
  const pending = new Set<Promise<void>>();
  let waiting: LedgerEntry[] = [];
  let touched = new Set<string>();
  let heardOf = new Set<number>();
  let totalsDue: NodeJS.Timeout | null = null;
  let midnight: NodeJS.Timeout | null = null;

  const track = (work: Promise<void>): void => {
    pending.add(work);
    void work.catch((error: unknown) => fleet.log(`ledger: ${String(error)}`)).finally(() => pending.delete(work));
  };

  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    try {
      ledger.ingest(batch);
    } catch (error) {
      // The transcripts still have them; the comparison at the session's end books them.
      fleet.log(`ledger: ${batch.length} requests could not be booked: ${String(error)}`);
    }
    for (const { task, worker } of batch) note(task, worker);
  };

  const note = (task: string | null, worker: number): void => {
    if (task !== null) touched.add(task);
    heardOf.add(worker);
    totalsDue ??= setTimeout(() => track(tellTotals()), TOTALS_PAUSE_MS);
  };

  const tellTotals = async (): Promise<void> => {
    if (totalsDue !== null) clearTimeout(totalsDue);
    totalsDue = null;
    const day = dayText(now());
    const [tasks, workers] = [[...touched], [...heardOf]];
    touched = new Set();
    heardOf = new Set();
    const totals = ledger.totals(day, tasks);
    await fleet.submit(
      {
        kind: 'report-usage',
        count: {
          day,
          tiers: totals.todayTiers.map(usageOf),
          spend: {
            microUsd: totals.today.costMicroUsd,
            projects: costsOf(totals.projects),
            workers: costsOf(totals.workers),
          },
          tasks: totals.tasks.map((sums) => ({
            task: taskId(sums.name),
            costMicroUsd: sums.costMicroUsd,
            inputTokens: sums.inputTokens,
            outputTokens: sums.outputTokens,
            cacheReadTokens: sums.cacheReadTokens,
            cacheCreationTokens: sums.cacheCreationTokens,
          })),
          heard: workers.map(workerNumber),
        },
      },
      { by: 'ledger' },
    );
  };

  const compare = async (session: string, worker: number): Promise<void> => {
    const answers = await readTranscripts(configDir, session);
    const found = ledger.reconcile(session, answers, bookings.ofAnswer);
    if (found.filled > 0) note(ledgerTaskOf(session), worker);
    await fleet.submit(
      {
        kind: 'report-reconciled',
        worker: workerNumber(worker),
        session: sessionId(session),
        filled: found.filled,
        differentTokens: found.differentTokens,
      },
      { by: 'ledger' },
    );
  };
  const ledgerTaskOf = (session: string): string | null => runs.ofSession(session)?.task ?? null;

  /** A day without requests ends as well: its budgets are whole again, and the header begins anew. */
  const watchMidnight = (): void => {
    midnight = setTimeout(() => {
      track(tellTotals());
      watchMidnight();
    }, untilMidnight(now()));
    midnight.unref();
  };

  return {
    heard: (session, record) => {
      if (record.kind !== 'api-request') return;
      if (waiting.length === 0) setImmediate(flush);
      waiting.push(bookings.ofTelemetry(session, record, runs.of(session), now()));
    },
    ended: (session) => {
      const run = runs.of(session);
      if (run !== null) track(compare(run.session, run.worker));
    },
    report: (query) => ledger.report({ ...query, today: dayText(now()) }),
    open: async () => {
      for (const run of ledger.openSessions()) await compare(run.session, run.worker);
      if (!ledger.isEmpty()) await tellTotals();
      watchMidnight();
    },
    close: async () => {
      runs.stop();
      if (midnight !== null) clearTimeout(midnight);
      flush();
      await Promise.allSettled(pending);
      if (totalsDue !== null) await tellTotals();
      ledger.close();
    },
  };
};

/** By the machine's clock, as days are; a moment more, so that it is the next day for certain. */
const untilMidnight = (at: number): number => new Date(at).setHours(24, 0, 0, 0) - at + 10;

const costsOf = (sums: readonly NamedSums[]): Readonly<Record<string, number>> =>
  Object.fromEntries(sums.filter(({ name }) => name !== '').map(({ name, costMicroUsd }) => [name, costMicroUsd]));

const usageOf = ({ name, ...sums }: NamedSums): TierUsage => ({ tier: tierName(name), ...noSums, ...sums });
