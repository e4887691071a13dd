/**
 * The ledger with a million requests: how fast they are booked, and how long `gaffer cost` takes over them, from the
 * start of its process to its end.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tierName } from '../src/domain/ids.ts';
import type { LedgerEntry } from '../src/domain/tiers/ledger.ts';
import { type Ledger, openLedger } from '../src/state/ledger.ts';
import { type Bench, median } from './figures.ts';

const ROWS = 1_000_000;
/** As many as 64 busy sessions report in one turn of the event loop. */
const BATCH = 200;
const DAYS = 90;
const TASKS = 50_000;
const ROUNDS = 9;
const GAFFER = join(import.meta.dirname, '../bin/gaffer.cjs');

export const bench: Bench = async (progress) => {
  const workspace = mkdtempSync(join(tmpdir(), 'gaffer-bench-ledger-'));
  try {
    writeFileSync(join(workspace, 'gaffer.yaml'), '');
    mkdirSync(join(workspace, '.gaffer'), { mode: 0o700 });
    const opened = openLedger(join(workspace, '.gaffer/ledger.db'));
    if (!opened.ok) throw new Error(opened.problem.message);
    const ledger = opened.value;
    progress(`booking ${ROWS} requests`);
    const { perSecond, expectedMicroUsd } = fill(ledger);
    const repeated = timed(() => ledger.ingest(batch(0)));
    const reports = Array.from({ length: ROUNDS }, () =>
      timed(() => ledger.report({ since: null, tasks: 10, today: dayOf(0) })),
    );
    const since = Array.from({ length: ROUNDS }, () =>
      timed(() => ledger.report({ since: dayOf(7), tasks: 10, today: dayOf(0) })),
    );
    const { total } = ledger.report({ since: null, tasks: 0, today: dayOf(0) });
    ledger.close();
    progress('running gaffer cost');
    const commands = Array.from({ length: ROUNDS }, () =>
      timed(() => execFileSync(process.execPath, [GAFFER, 'cost', '--json', '-C', workspace], { stdio: 'pipe' })),
    );
    return {
      ingestPerSecond: { value: perSecond, unit: 'requests/s', goal: '>= 2000' },
      sameBatchAgainMs: { value: repeated, unit: 'ms', goal: null },
      reportMs: { value: median(reports), unit: 'ms', goal: '< 200' },
      reportSinceMs: { value: median(since), unit: 'ms', goal: null },
      costCommandMs: { value: median(commands), unit: 'ms', goal: '< 200' },
      slowestCostCommandMs: { value: Math.max(...commands), unit: 'ms', goal: null },
      requestsOff: { value: total.requests - ROWS, unit: '', goal: '= 0' },
      microUsdOff: { value: total.costMicroUsd - expectedMicroUsd, unit: '', goal: '= 0' },
    };
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
};

const fill = (ledger: Ledger): { readonly perSecond: number; readonly expectedMicroUsd: number } => {
  let expectedMicroUsd = 0;
  let spentMs = 0;
  for (let from = 0; from < ROWS; from += BATCH) {
    const entries = batch(from);
    for (const { costMicroUsd } of entries) expectedMicroUsd += costMicroUsd ?? 0;
    spentMs += timed(() => ledger.ingest(entries));
  }
  return { perSecond: Math.round((ROWS * 1000) / spentMs), expectedMicroUsd };
};

const batch = (from: number): readonly LedgerEntry[] =>
  Array.from({ length: BATCH }, (_, index) => entry(from + index));

const TIERS = ['ollama', 'haiku', 'opus'] as const;

const entry = (number: number): LedgerEntry => ({
  key: `telemetry ${number}`,
  at: number,
  day: dayOf(DAYS - 1 - Math.floor((number * DAYS) / ROWS)),
  worker: (number % 64) + 1,
  generation: 1,
  session: `session-${Math.floor(number / 20)}`,
  task: `T${Math.floor((number * TASKS) / ROWS)}`,
  project: `apps/app-${number % 48}`,
  tier: tierName(TIERS[number % 3] ?? 'haiku'),
  model: 'claude-haiku-5-5',
  inputTokens: 4,
  outputTokens: number % 500,
  cacheReadTokens: 10_000 + (number % 777),
  cacheCreationTokens: number % 3_000,
  costMicroUsd: (number * 7) % 20_011,
  basis: 'reported',
  counterfactualMicroUsd: 40_000,
  querySource: 'repl_main_thread',
  requestId: `req_${number}`,
  messageId: null,
  source: 'telemetry',
});

const DAY_MS = 24 * 3_600_000;
const LAST_DAY = Date.UTC(2026, 10, 23);

const dayOf = (daysAgo: number): string => new Date(LAST_DAY - daysAgo * DAY_MS).toISOString().slice(0, 10);

const timed = (work: () => unknown): number => {
  const started = performance.now();
  work();
  return performance.now() - started;
};
