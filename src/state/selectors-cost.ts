/** The cost page's figures: one row for each day, tier, project, worker and dear task, with its share of the dearest one. */
import { budgetUses, nameOfBudget, percentOf } from '../domain/tiers/budget.ts';
import { type CostReport, type NamedSums, type Sums, savedPercent } from '../domain/tiers/ledger.ts';
import { limitWindows, URGENT_PERCENT } from '../domain/tiers/limits.ts';
import { allTokens } from '../domain/tiers/price.ts';
import type { World } from '../domain/world.ts';
import { clockText, countText, dayText, moneyText, plural } from './selectors-figures.ts';
import { matches } from './selectors-workers.ts';

export interface CostRow {
  readonly id: string;
  readonly section: string;
  readonly name: string;
  readonly cost: string;
  /** 0 to 1 of the dearest row of its section; of its tokens where nothing costs anything. */
  readonly share: number;
  /** `92%`; empty where nothing is known. */
  readonly saved: string;
  readonly tokens: string;
  readonly requests: number;
}

export interface CostView {
  /** `$0.59 today · $12.40 in all · saved 92.7%`. */
  readonly title: string;
  /** What the saving is measured against. */
  readonly assumption: string;
  /** Budgets that are used, and the subscription's windows. */
  readonly notes: readonly { readonly text: string; readonly isUrgent: boolean }[];
  readonly rows: readonly CostRow[];
}

/** Days that fit beside the rest; older ones are in `gaffer cost`. */
const SHOWN_DAYS = 7;

export const costView = (world: World, report: CostReport, filter: string): CostView => {
  const percent = savedPercent(report.total);
  return {
    title: [
      `${moneyOf(report.todayTotal)} today`,
      `${moneyOf(report.total)} in all`,
      ...(percent === null ? [] : [`saved ${percent}%`]),
    ].join(' · '),
    assumption:
      report.assumption === null
        ? 'What was saved is not known: the dearest tier has no known price.'
        : `Saved ${report.assumption}; failed tries are in the cost.`,
    notes: [...budgetNotes(world), ...limitNotes(world), ...gapNotes(report)],
    rows: [
      ...section('days', report.days.slice(-SHOWN_DAYS), filter),
      ...section('tiers', report.tiers, filter),
      ...section('projects', report.projects, filter),
      ...section('workers', report.workers, filter),
      ...section('dearest tasks', report.tasks, filter),
    ],
  };
};

const section = (title: string, rows: readonly NamedSums[], filter: string): readonly CostRow[] => {
  const size = rows.some(({ costMicroUsd }) => costMicroUsd > 0) ? (row: Sums) => row.costMicroUsd : allTokens;
  const most = Math.max(1, ...rows.map(size));
  return rows
    .map((row) => ({
      id: `${title} ${row.name}`,
      section: title,
      name: row.name === '' ? '(none)' : row.name,
      cost: moneyOf(row),
      share: size(row) / most,
      saved: savedText(row),
      tokens: countText(allTokens(row)),
      requests: row.requests,
    }))
    .filter((row) => matches(filter, [row.section, row.name]));
};

const savedText = (sums: Sums): string => {
  const percent = savedPercent(sums);
  return percent === null ? '' : `${Math.floor(percent)}%`;
};

/** A cost that is not known is never shown as nothing. */
const moneyOf = ({ costMicroUsd, unpriced, requests }: Sums): string => {
  if (unpriced > 0 && unpriced === requests) return 'unknown';
  const known = costMicroUsd === 0 ? '$0.00' : moneyText(costMicroUsd);
  return unpriced === 0 ? known : `${known}+?`;
};

const budgetNotes = (world: World): CostView['notes'] =>
  budgetUses(world)
    .filter((use) => percentOf(use) > 0)
    .map((use) => ({
      text: `${nameOfBudget(use)}: ${percentOf(use)}% (${moneyText(use.usedMicroUsd)} of ${moneyText(use.limitMicroUsd)})`,
      isUrgent: percentOf(use) >= URGENT_PERCENT,
    }));

const limitNotes = ({ limits }: World): CostView['notes'] =>
  limitWindows(limits).map(({ name, window: { usedPercent, resetsAt } }) => ({
    text: `subscription, ${name}: ${usedPercent}% used${resetsAt === null ? '' : `, whole again ${momentText(resetsAt * 1000)}`}`,
    isUrgent: usedPercent >= URGENT_PERCENT,
  }));

const momentText = (at: number): string => `${dayText(at)} ${clockText(at)}`;

const gapNotes = ({ reconciliation }: CostReport): CostView['notes'] => {
  const { filled, differentTokens } = reconciliation;
  return filled === 0 && differentTokens === 0
    ? []
    : [
        {
          text: `telemetry missed ${plural(filled, 'request')}, booked from transcripts; ${plural(differentTokens, 'token')} ${differentTokens === 1 ? 'differs' : 'differ'}`,
          isUrgent: differentTokens > 0,
        },
      ];
};
