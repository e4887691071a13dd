import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tierName } from '../../src/domain/ids.ts';
import type { LedgerEntry } from '../../src/domain/tiers/ledger.ts';
import { type Ledger, openLedger } from '../../src/state/ledger.ts';
import type { SessionRun, TranscriptAnswer } from '../../src/state/ledger-sessions.ts';
import { anEntry } from '../kit/ledger.ts';
import { seeded } from '../kit/random.ts';
import { tempDir } from '../kit/temp.ts';

const open = (file: string): Ledger => {
  const opened = openLedger(file);
  if (!opened.ok) throw new Error(opened.problem.message);
  onTestFinished(() => {
    try {
      opened.value.close();
    } catch {
      // Closed by the test itself.
    }
  });
  return opened.value;
};

const aLedger = (): Ledger => open(join(tempDir(), 'ledger.db'));
const everything = { since: null, tasks: 100, today: '2026-11-23' };

describe('the ledger', () => {
  it('books a request once, however often it is told, and after it was opened anew', () => {
    const file = join(tempDir(), 'ledger.db');
    const first = open(file);
    expect(first.ingest([anEntry('a'), anEntry('a'), anEntry('b')])).toBe(2);
    first.close();
    const second = open(file);
    expect(second.ingest([anEntry('b'), anEntry('c')])).toBe(1);
    expect(second.report(everything).total).toMatchObject({ requests: 3, costMicroUsd: 300 });
  });

  it('keeps sums that equal the sum of the requests in every dimension', () => {
    const random = seeded(7);
    const entries = Array.from({ length: 500 }, (_, index) =>
      anEntry(`k${index % 450}`, {
        day: random.pick(['2026-11-21', '2026-11-22', '2026-11-23']),
        tier: tierName(random.pick(['ollama', 'haiku', 'opus'])),
        worker: random.below(4) + 1,
        task: random.pick(['T1', 'T2', null]),
        costMicroUsd: random.chance(0.1) ? null : random.below(1_000_000),
      }),
    );
    const ledger = aLedger();
    for (let at = 0; at < entries.length; at += 37) ledger.ingest(entries.slice(at, at + 37));
    const booked = [...new Map(entries.toReversed().map((entry) => [entry.key, entry])).values()];
    const cost = (some: readonly LedgerEntry[]) => some.reduce((sum, one) => sum + (one.costMicroUsd ?? 0), 0);
    const { total, days, tiers, workers, tasks } = ledger.report(everything);
    expect(total).toMatchObject({
      requests: booked.length,
      unpriced: booked.filter((one) => one.costMicroUsd === null).length,
      costMicroUsd: cost(booked),
    });
    for (const { name, costMicroUsd } of days)
      expect(costMicroUsd).toBe(cost(booked.filter((one) => one.day === name)));
    for (const { name, costMicroUsd } of tiers)
      expect(costMicroUsd).toBe(cost(booked.filter((one) => one.tier === name)));
    for (const { name, costMicroUsd } of workers)
      expect(costMicroUsd).toBe(cost(booked.filter((one) => String(one.worker) === name)));
    for (const { name, costMicroUsd } of tasks)
      expect(costMicroUsd).toBe(cost(booked.filter((one) => one.task === name)));
  });

  it('counts days apart over midnight, and from a day on', () => {
    const ledger = aLedger();
    ledger.ingest([anEntry('a', { day: '2026-11-22' }), anEntry('b', { day: '2026-11-23', costMicroUsd: 7 })]);
    expect(ledger.report({ ...everything, since: '2026-11-23' }).total.costMicroUsd).toBe(7);
    expect(ledger.totals('2026-11-23', ['T1'])).toMatchObject({
      today: { costMicroUsd: 7 },
      tasks: [{ name: 'T1', costMicroUsd: 107 }],
    });
  });

  it('refuses a ledger that a newer gaffer wrote, and says that one is not there', () => {
    expect(openLedger(join(tempDir(), 'none.db'), { readOnly: true })).toMatchObject({ problem: { kind: 'missing' } });
  });
});

const run: SessionRun = {
  session: 's-1',
  worker: 1,
  generation: 1,
  tier: 'haiku',
  model: 'haiku',
  task: 'T1',
  project: 'apps/alpha',
  startedAt: 0,
};

const anAnswer = (messageId: string, change: Partial<TranscriptAnswer> = {}): TranscriptAnswer => ({
  messageId,
  requestId: null,
  at: 1_000,
  model: 'claude-haiku-5-5',
  inputTokens: 10,
  outputTokens: 20,
  cacheReadTokens: 30,
  cacheCreationTokens: 40,
  ...change,
});

const fromTranscript = (answer: TranscriptAnswer): LedgerEntry =>
  anEntry(`transcript s-1 ${answer.messageId}`, {
    at: answer.at,
    costMicroUsd: 90,
    basis: 'computed',
    requestId: answer.requestId,
    messageId: answer.messageId,
    source: 'transcript',
    outputTokens: answer.outputTokens,
  });

describe('the comparison with transcripts', () => {
  it('books what telemetry lost, and only that', () => {
    const ledger = aLedger();
    ledger.keepSession(run);
    ledger.ingest([anEntry('a', { requestId: 'req_1' }), anEntry('side', { requestId: 'req_9', outputTokens: 3 })]);
    const answers = [anAnswer('m1', { requestId: 'req_1' }), anAnswer('m2', { requestId: 'req_2' })];
    expect(ledger.reconcile('s-1', answers, fromTranscript)).toEqual({ matched: 1, filled: 1, differentTokens: 0 });
    expect(ledger.report(everything)).toMatchObject({
      total: { requests: 3, costMicroUsd: 290 },
      reconciliation: { sessions: 1, open: 0, matched: 1, filled: 1, differentTokens: 0 },
    });
  });

  it('finds nothing to book when it is done again', () => {
    const ledger = aLedger();
    ledger.keepSession(run);
    const answers = [anAnswer('m1'), anAnswer('m2', { at: 2_000 })];
    ledger.reconcile('s-1', answers, fromTranscript);
    expect(ledger.reconcile('s-1', answers, fromTranscript)).toEqual({ matched: 2, filled: 0, differentTokens: 0 });
    expect(ledger.report(everything)).toMatchObject({ total: { requests: 2 }, reconciliation: { filled: 2 } });
  });

  it('knows an answer without a request id by its tokens, one booking for one answer', () => {
    const ledger = aLedger();
    ledger.keepSession(run);
    ledger.ingest([anEntry('a'), anEntry('b', { at: 1_100 })]);
    const answers = ['m1', 'm2', 'm3'].map((id) => anAnswer(id));
    expect(ledger.reconcile('s-1', answers, fromTranscript)).toMatchObject({ matched: 2, filled: 1 });
  });

  it('keeps one row when telemetry comes after the transcript was read, at the cost that it reports', () => {
    const ledger = aLedger();
    ledger.keepSession(run);
    ledger.reconcile('s-1', [anAnswer('m1', { requestId: 'req_1' })], fromTranscript);
    const late = anEntry('late', { requestId: 'req_1', costMicroUsd: 95 });
    ledger.ingest([late]);
    ledger.ingest([late]);
    const { total, tiers } = ledger.report(everything);
    expect(total).toMatchObject({ requests: 1, costMicroUsd: 95 });
    expect(tiers).toMatchObject([{ name: 'haiku', requests: 1, costMicroUsd: 95 }]);
  });

  it('says by how many tokens the two differ', () => {
    const ledger = aLedger();
    ledger.keepSession(run);
    ledger.ingest([anEntry('a', { requestId: 'req_1' })]);
    const answers = [anAnswer('m1', { requestId: 'req_1', outputTokens: 25 })];
    expect(ledger.reconcile('s-1', answers, fromTranscript)).toMatchObject({ matched: 1, differentTokens: 5 });
  });

  it('gives an answer of a session that was taken up again to the run in which it fell', () => {
    const ledger = aLedger();
    ledger.keepSession(run);
    ledger.keepSession({ ...run, generation: 2, task: 'T2', startedAt: 5_000 });
    const seen: number[] = [];
    ledger.reconcile('s-1', [anAnswer('m1'), anAnswer('m2', { at: 6_000 })], (answer, of) => {
      seen.push(of.generation);
      return fromTranscript(answer);
    });
    expect(seen).toEqual([1, 2]);
    expect(ledger.openSessions()).toEqual([]);
  });
});
