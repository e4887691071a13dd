/**
 * One request as the ledger keeps it, told by telemetry or found in a transcript: which task it was for, on which tier it
 * ran, and what it cost by the prices of its day. The two say the same of the same request but for their keys.
 */
import type { SessionKey } from '../claude/session-key.ts';
import type { TelemetryRecord } from '../claude/telemetry-record.ts';
import type { TierConfig } from '../domain/config.ts';
import { tierName } from '../domain/ids.ts';
import type { LedgerEntry } from '../domain/tiers/ledger.ts';
import { type Cost, costOf, counterfactualOf } from '../domain/tiers/price.ts';
import { isNamed } from '../domain/tiers/price-table.ts';
import type { SessionRun, TranscriptAnswer } from '../state/ledger-sessions.ts';
import { dayText } from '../state/selectors-figures.ts';
import type { Prices } from './prices.ts';

export type TelemetryRequest = Extract<TelemetryRecord, { kind: 'api-request' }>;

export interface Bookings {
  /** `run` is null for a session that the books do not know; `heardAt` stands in where the record has no time. */
  readonly ofTelemetry: (
    session: SessionKey,
    record: TelemetryRequest,
    run: SessionRun | null,
    heardAt: number,
  ) => LedgerEntry;
  readonly ofAnswer: (answer: TranscriptAnswer, run: SessionRun) => LedgerEntry;
}

export const createBookings = (tiers: readonly TierConfig[], prices: Prices): Bookings => {
  const booked = (run: SessionRun | null, at: number, request: TelemetryRequest | TranscriptAnswer, cost: Cost) => ({
    at,
    day: dayText(at),
    task: run?.task ?? null,
    project: run?.project ?? null,
    tier: tierName(tierOf(tiers, run, request.model)),
    model: request.model,
    inputTokens: request.inputTokens,
    outputTokens: request.outputTokens,
    cacheReadTokens: request.cacheReadTokens,
    cacheCreationTokens: request.cacheCreationTokens,
    costMicroUsd: cost.microUsd,
    basis: cost.basis,
    counterfactualMicroUsd: counterfactualOf(prices, request, cost),
    requestId: request.requestId,
  });

  return {
    ofTelemetry: ({ worker, generation }, record, run, heardAt) => {
      const at = record.at ?? heardAt;
      const which = record.sequence ?? record.requestId ?? `${record.outputTokens}`;
      return {
        ...booked(run, at, record, costOf(prices, record, dayText(at))),
        key: `telemetry ${record.session ?? `${worker}.${generation}`} ${at} ${which}`,
        worker,
        generation,
        session: record.session ?? run?.session ?? null,
        querySource: record.source,
        messageId: null,
        source: 'telemetry',
      };
    },
    ofAnswer: (answer, run) => ({
      ...booked(run, answer.at, answer, costOf(prices, { ...answer, costMicroUsd: null }, dayText(answer.at))),
      key: `transcript ${run.session} ${answer.messageId}`,
      worker: run.worker,
      generation: run.generation,
      session: run.session,
      querySource: null,
      messageId: answer.messageId,
      source: 'transcript',
    }),
  };
};

const tierOf = (tiers: readonly TierConfig[], run: SessionRun | null, model: string): string => {
  const own = tiers.find(({ name }) => name === run?.tier);
  // Whoever talks to a server of its own talks to nothing else.
  if (own !== undefined && own.url !== null) return own.name;
  const named = tiers.find((tier) => tier.url === null && isNamed(model, tier.model));
  return named?.name ?? run?.tier ?? 'unknown';
};
