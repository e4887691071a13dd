import { afterEach, describe, expect, it } from 'vitest';
import { fail, ok } from '../../src/domain/problem.ts';
import type { AskReport } from '../../src/domain/reports.ts';
import { type CostReport, type NamedSums, noSums } from '../../src/domain/tiers/ledger.ts';
import { type DashboardRobot, openDashboard } from '../kit/dashboard.ts';
import { tierSettings } from '../kit/tiers.ts';
import { aWorld } from '../kit/world.ts';

let robot: DashboardRobot | undefined;
afterEach(async () => {
  robot?.press('q');
  await robot?.ended;
  robot = undefined;
});

const sums = (name: string, costMicroUsd: number, counterfactualMicroUsd: number, more = {}): NamedSums => ({
  ...noSums,
  name,
  requests: 10,
  inputTokens: 12_000,
  costMicroUsd,
  counterfactualMicroUsd,
  ...more,
});

const total = sums('', 500_000, 5_000_000);
const report: CostReport = {
  since: null,
  today: '2026-11-23',
  total,
  todayTotal: total,
  days: [sums('2026-11-23', 500_000, 5_000_000)],
  tiers: [sums('opus', 400_000, 400_000), sums('ollama', 0, 3_000_000), sums('gate', 0, 0, { unpriced: 10 })],
  projects: [sums('apps/alpha', 400_000, 500_000), sums('', 100_000, 200_000)],
  workers: [sums('1', 500_000, 5_000_000)],
  tasks: [sums('T7', 400_000, 400_000)],
  reconciliation: { sessions: 2, open: 1, matched: 9, filled: 1, differentTokens: 0 },
  assumption: 'against the same tokens on opus (4 in)',
};

const open = (ask: AskReport, cols = 120, rows = 40): DashboardRobot => {
  const spend = { day: '2026-11-23', microUsd: 9_000_000, projects: {}, workers: {} };
  const tiers = { settings: tierSettings({ budgets: { day: 10 } }), state: {} };
  const limits = {
    fiveHour: { usedPercent: 83, resetsAt: Date.UTC(2026, 10, 23, 14, 30) / 1000 },
    sevenDay: { usedPercent: 41, resetsAt: null },
  };
  robot = openDashboard({ world: { ...aWorld({}), spend, tiers, limits }, report: ask, cols, rows });
  robot.press('$');
  return robot;
};

const answering = (async () => ok(report)) as AskReport;

describe('the cost page', () => {
  it.each([
    [120, 40],
    [80, 24],
  ])('shows what it cost, what was saved against what, and what runs out, at %i x %i', async (cols, rows) => {
    const { shows } = open(answering, cols, rows);
    await shows(
      'Cost · $0.50 today · $0.50 in all · saved 90%',
      'Saved against the same tokens on opus',
      "! the day's budget: 90% ($9.00 of $10.00)",
      '! subscription, 5 h: 83% used, whole again 2026-11-23 14:30',
      'subscription, 7 d: 41% used',
      'telemetry missed 1 request, booked from transcripts; 0 tokens differ',
      'opus',
      'ollama',
    );
  });

  it('says against what it saved to the last word, however narrow', async () => {
    const assumption =
      'against the same tokens on opus (US$ per million: 4 in, 20 out; https://prices.example.org/models)';
    const { shows } = open((async () => ok({ ...report, assumption })) as AskReport, 80, 24);
    const frame = await shows('Saved against the same tokens');
    expect(frame.replace(/[│\s]+/g, ' ')).toContain(`Saved ${assumption}; failed tries are in the cost.`);
  });

  it('draws longer bars for what cost more, and never shows an unknown price as nothing', async () => {
    const { shows } = open(answering);
    const frame = await shows('gate', 'unknown', 'apps/alpha', 'T7', '(none)');
    const barOf = (name: string): number =>
      /█*/.exec(frame.slice(frame.indexOf('█', frame.indexOf(` ${name} `))))?.[0].length ?? 0;
    expect(barOf('apps/alpha')).toBeGreaterThan(barOf('(none)') * 3);
  });

  it('moves and filters like any page', async () => {
    const { press, shows, lacks } = open(answering);
    await shows('opus');
    press('/tiers\r');
    await lacks('apps/alpha');
    await shows('ollama');
  });

  it('says what stands against it, and goes back with the same key', async () => {
    const refusing = (async () => fail({ kind: 'process', message: 'the ledger does not read' })) as AskReport;
    const { press, shows, lacks } = open(refusing);
    await shows('the ledger does not read');
    press('$');
    await lacks('the ledger does not read');
  });
});
