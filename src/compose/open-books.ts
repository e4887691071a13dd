/** Opens the ledger; a new one takes over the requests that the journal of an older gaffer holds one by one. */
import { ok, type Result } from '../domain/problem.ts';
import type { LedgerEntry } from '../domain/tiers/ledger.ts';
import type { Journal } from '../state/journal.ts';
import { type Ledger, openLedger } from '../state/ledger.ts';
import type { Places } from '../state/places.ts';
import { dayText } from '../state/selectors-figures.ts';

export const openBooks = (places: Places, journal: Journal): Result<Ledger> => {
  const ledger = openLedger(places.ledger);
  if (ledger.ok && ledger.value.isEmpty()) ledger.value.ingest(journalled(journal));
  return ledger.ok ? ok(ledger.value) : ledger;
};

const journalled = (journal: Journal): readonly LedgerEntry[] =>
  journal.read({ kind: 'request.recorded' }).flatMap(({ seq, at, event }) => {
    if (event.kind !== 'request.recorded') return [];
    const { worker, generation, model, costMicroUsd, durationMs: _, ...tokens } = event.request;
    return [
      {
        ...tokens,
        key: `journal ${seq}`,
        at,
        day: dayText(at),
        worker,
        generation,
        session: null,
        task: null,
        project: null,
        tier: event.tier,
        model,
        costMicroUsd,
        basis: costMicroUsd === null ? 'unknown' : 'reported',
        counterfactualMicroUsd: costMicroUsd === null ? 0 : event.counterfactualMicroUsd,
        querySource: null,
        requestId: null,
        messageId: null,
        source: 'journal',
      },
    ];
  });
