/** What a comparison of the ledger with a transcript found, in words. */
import type { Event } from '../event.ts';

export const reconciledText = ({ filled, differentTokens }: Extract<Event, { kind: 'usage.reconciled' }>): string =>
  [
    ...(filled === 0 ? [] : [`${filled} requests that telemetry never told of were booked from its transcript`]),
    ...(differentTokens === 0 ? [] : [`telemetry and transcript differ by ${differentTokens} tokens`]),
  ].join('; ');
