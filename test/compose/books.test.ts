import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TelemetryRecord } from '../../src/claude/telemetry-record.ts';
import { type Books, createBooks } from '../../src/compose/books.ts';
import { openPrices } from '../../src/compose/prices.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { openLedger } from '../../src/state/ledger.ts';
import { type LoopFleet, openLoopFleet } from '../kit/loop-fleet.ts';
import { LOCAL } from '../kit/tiers.ts';

let fleet: LoopFleet | undefined;
afterEach(async () => {
  await fleet?.close();
  fleet = undefined;
});

const TIERS = [LOCAL, { name: 'haiku', model: 'haiku' }, { name: 'opus', model: 'opus' }];
const REPOSITORY = join(import.meta.dirname, '../..');
const session = { worker: workerNumber(1), generation: 1 };
const NOON = Date.UTC(2026, 10, 23, 12);

const opened = async (at: LoopFleet, now = () => NOON): Promise<Books> => {
  const ledger = openLedger(at.places.ledger);
  if (!ledger.ok) throw new Error(ledger.problem.message);
  const prices = openPrices(at.places.workspace, REPOSITORY, at.config.tiers);
  return createBooks({ fleet: at, ledger: ledger.value, prices, configDir: join(at.places.workspace, 'config'), now });
};

it('prices that do not read are not used, and the place of the slip is told', async () => {
  const at = await started();
  const own = async (text: string): Promise<string | null> => {
    await writeFile(join(at.places.workspace, 'prices.yaml'), text);
    return openPrices(at.places.workspace, REPOSITORY, at.config.tiers).problem;
  };
  expect(await own('source: x\nmodels: [\n')).toMatch(
    /^prices\.yaml:3:1: these prices are not used \(found Flow .*\)\. Until/,
  );
  expect(await own('models: 3\n')).toMatch(/^prices\.yaml: these prices are not used \(found /);
});

const started = async (): Promise<LoopFleet> => {
  fleet = await openLoopFleet({ tiers: TIERS });
  await fleet.seat(1);
  return fleet;
};

const request = (sequence: number, change: Partial<Extract<TelemetryRecord, { kind: 'api-request' }>> = {}) =>
  ({
    kind: 'api-request',
    model: 'qwen3-coder',
    inputTokens: 1_000,
    outputTokens: 100,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
    costMicroUsd: 29_000,
    durationMs: 5,
    source: 'repl_main_thread',
    session: 's-1',
    at: NOON,
    sequence,
    requestId: null,
    ...change,
  }) as const;

const transcript = async (at: LoopFleet, answers: readonly object[]): Promise<void> => {
  const directory = join(at.places.workspace, 'config/projects/-ws');
  await mkdir(directory, { recursive: true });
  const lines = answers.map((answer) => JSON.stringify({ type: 'assistant', ...answer }));
  await writeFile(join(directory, 's-1.jsonl'), lines.join('\n'));
};

const answer = (id: string, at: number) => ({
  timestamp: new Date(at).toISOString(),
  message: { id, model: 'qwen3-coder', usage: { input_tokens: 1_000, output_tokens: 100 } },
});

const everything = { since: null, tasks: 10 };

describe('the books', () => {
  it('book a local model at its own price, not at what the agent guesses, and tell the World whole sums', async () => {
    const at = await started();
    const books = await opened(at);
    books.heard(session, request(1));
    books.heard(session, request(1));
    books.heard(session, request(2));
    await vi.waitFor(() => expect(at.world().usage.ollama).toMatchObject({ requests: 2, costMicroUsd: 0 }));
    expect(at.world().usage.ollama?.counterfactualMicroUsd).toBe(12_000);
    expect(at.world().spend.day).toBe('2026-11-23');
    expect(books.report(everything)).toMatchObject({
      tasks: [{ name: 'T1', requests: 2 }],
      assumption: expect.stringContaining('opus'),
    });
    await books.close();
  });

  it('fill from the transcript what telemetry lost, once, and show the gap', async () => {
    const at = await started();
    const books = await opened(at);
    books.heard(session, request(1));
    await transcript(at, [answer('m1', NOON), answer('m2', NOON + 1_000)]);
    books.ended(session);
    await vi.waitFor(() => expect(books.report(everything).reconciliation).toMatchObject({ filled: 1, open: 0 }));
    await vi.waitFor(() =>
      expect(at.world().notices.at(-1)?.text).toContain('1 requests that telemetry never told of'),
    );
    await books.close();
    const again = await opened(at);
    await again.open();
    expect(again.report(everything).total.requests).toBe(2);
    await again.close();
  });

  it('compare after a restart what the supervisor before left open, and count nothing twice', async () => {
    const at = await started();
    const first = await opened(at);
    first.heard(session, request(1));
    await first.close();
    await transcript(at, [answer('m1', NOON), answer('m2', NOON + 1_000)]);
    const second = await opened(at);
    await second.open();
    expect(second.report(everything)).toMatchObject({ total: { requests: 2 }, reconciliation: { filled: 1, open: 0 } });
    second.heard(session, request(1));
    await second.close();
    expect(at.world().usage.ollama?.requests).toBe(2);
  });

  it('give a request after midnight to the new day, and the header the new day alone', async () => {
    const at = await started();
    const time = { now: NOON };
    const books = await opened(at, () => time.now);
    books.heard(session, request(1));
    await vi.waitFor(() => expect(at.world().usage.ollama?.requests).toBe(1));
    time.now = NOON + 24 * 3_600_000;
    books.heard(session, request(2, { at: time.now }));
    await vi.waitFor(() => expect(at.world().spend.day).toBe('2026-11-24'));
    expect(at.world().usage.ollama?.requests).toBe(1);
    expect(books.report(everything).days.map(({ name }) => name)).toEqual(['2026-11-23', '2026-11-24']);
    await books.close();
  });

  it('tell of the new day at midnight, though nobody asks for anything', async () => {
    const at = await started();
    const time = { now: Date.UTC(2026, 10, 23, 23, 59, 59, 900) };
    const books = await opened(at, () => time.now);
    books.heard(session, request(1, { at: time.now }));
    await vi.waitFor(() => expect(at.world().usage.ollama?.requests).toBe(1));
    await books.open();
    expect(at.world().spend.day).toBe('2026-11-23');
    time.now += 200;
    await vi.waitFor(() => expect(at.world().spend.day).toBe('2026-11-24'));
    expect(at.world().usage).toEqual({});
    await books.close();
  });

  it('give late telemetry to the task of its own session, not to the seat’s next one', async () => {
    const at = await started();
    const books = await opened(at);
    await at.submit({ kind: 'force-release', project: 'apps/alpha' as never }, { by: 'test' });
    await at.submit({ kind: 'restart-worker', worker: workerNumber(1) }, { by: 'test' });
    books.heard(session, request(1));
    await books.close();
    expect(at.world().records.T1).toBeDefined();
    const reread = await opened(at);
    expect(reread.report(everything).tasks).toMatchObject([{ name: 'T1' }]);
    await reread.close();
  });
});
