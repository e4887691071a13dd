/** gaffer's ledger against what the model server of a rehearsal says it served. */
import { ok, type Result } from '../domain/problem.ts';
import { allTokens } from '../domain/tiers/price.ts';
import type { ServedRequest } from '../rehearsal/request-log.ts';
import type { LedgerCheck } from '../rehearsal/summary-figures.ts';
import { openLedger } from '../state/ledger.ts';
import type { Places } from '../state/places.ts';

export const checkLedger = (places: Places, served: readonly ServedRequest[]): Result<LedgerCheck> => {
  const opened = openLedger(places.ledger, { readOnly: true });
  if (!opened.ok) return opened;
  const { total, reconciliation } = opened.value.report({ since: null, tasks: 0, today: '' });
  opened.value.close();
  const answered = served.filter(({ outcome }) => outcome === 'answered');
  const tokens = sum(
    answered.map((one) => one.tokens.input + one.tokens.output + one.tokens.cacheRead + one.tokens.cacheCreation),
  );
  return ok({
    requests: total.requests,
    requestsOff: total.requests - answered.length,
    tokensOff: allTokens(total) - tokens,
    microUsdOff: total.costMicroUsd - sum(answered.map(({ costMicroUsd }) => costMicroUsd)),
    filled: reconciliation.filled,
    differentTokens: reconciliation.differentTokens,
  });
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
