/** The cost report as text for people, as JSON and as CSV for programs. Unknown prices are named, never added as 0. */
import { type CostReport, type NamedSums, type Sums, savedPercent } from '../domain/tiers/ledger.ts';
import { allTokens } from '../domain/tiers/price.ts';
import { countText } from '../state/selectors-figures.ts';
import { dollars, tableText } from './output.ts';

export const costText = (report: CostReport): string => {
  const { total, todayTotal, reconciliation } = report;
  return [
    `${report.since === null ? 'All time' : `Since ${report.since}`}: ${costOf(total)}, ${total.requests} requests, ${countText(allTokens(total))} tokens`,
    `Today: ${costOf(todayTotal)}`,
    savingLine(report),
    ...[
      sectionText('day', report.days),
      sectionText('tier', report.tiers),
      sectionText('project', report.projects),
      sectionText('worker', report.workers),
      sectionText('most expensive tasks', report.tasks),
    ].filter((section) => section !== ''),
    `Books: ${reconciliation.sessions} sessions compared with their transcripts, ${reconciliation.matched} answers the same, ${reconciliation.filled} that telemetry had missed were booked, ${reconciliation.differentTokens} tokens differ${reconciliation.open === 0 ? '' : `; ${reconciliation.open} still run`}`,
    '',
  ].join('\n\n');
};

const savingLine = ({ total, assumption }: CostReport): string => {
  const percent = savedPercent(total);
  if (percent === null || assumption === null) return 'Saved: unknown, since no price of the dearest tier is known';
  const left = total.unpriced === 0 ? '' : `; ${total.unpriced} requests of unknown price are left out`;
  return `Saved: ${percent} % (${dollars(total.counterfactualMicroUsd - total.costMicroUsd)} of ${dollars(total.counterfactualMicroUsd)}), ${assumption}; failed tries are in the cost${left}`;
};

const sectionText = (title: string, rows: readonly NamedSums[]): string =>
  rows.length === 0
    ? ''
    : tableText(
        [title, 'cost', 'saved', 'requests', 'in', 'out', 'cache read', 'cache write'],
        rows.map((row) => [
          nameOf(row),
          costOf(row),
          percentText(row),
          String(row.requests),
          countText(row.inputTokens),
          countText(row.outputTokens),
          countText(row.cacheReadTokens),
          countText(row.cacheCreationTokens),
        ]),
      );

/** Requests for no task or project have no name. */
const nameOf = ({ name }: NamedSums): string => (name === '' ? '(none)' : name);

const percentText = (sums: Sums): string => {
  const percent = savedPercent(sums);
  return percent === null ? '-' : `${percent} %`;
};

/** `$1.20`, `$1.20 + 3 of unknown price`, `unknown`. */
const costOf = ({ costMicroUsd, unpriced, requests }: Sums): string => {
  const known = costMicroUsd > 0 && costMicroUsd < LEAST_SHOWN ? '<$0.01' : dollars(costMicroUsd);
  if (unpriced === 0) return known;
  return unpriced === requests ? 'unknown' : `${known} + ${unpriced} of unknown price`;
};

/** Half a cent: what would read as nothing, and is not. */
const LEAST_SHOWN = 5_000;

/** The same figures, with what people compute from them. */
export const costJson = (report: CostReport): unknown => ({
  ...report,
  total: withSaving(report.total),
  todayTotal: withSaving(report.todayTotal),
  days: report.days.map(withSaving),
  tiers: report.tiers.map(withSaving),
  projects: report.projects.map(withSaving),
  workers: report.workers.map(withSaving),
  tasks: report.tasks.map(withSaving),
});

const withSaving = <Row extends Sums>(sums: Row) => ({
  ...sums,
  costUsd: sums.unpriced > 0 && sums.unpriced === sums.requests ? null : sums.costMicroUsd / 1_000_000,
  savedPercent: savedPercent(sums),
});

const CSV_HEAD =
  'by,name,requests,unpriced,input_tokens,output_tokens,cache_read_tokens,cache_write_tokens,cost_micro_usd,all_dearest_micro_usd';

export const costCsv = ({ days, tiers, projects, workers, tasks }: CostReport): string => {
  const sections = { day: days, tier: tiers, project: projects, worker: workers, task: tasks };
  const lines = Object.entries(sections).flatMap(([by, rows]) => rows.map((row) => csvLine(by, row)));
  return `${[CSV_HEAD, ...lines].join('\r\n')}\r\n`;
};

const csvLine = (by: string, row: NamedSums): string =>
  [
    ...[by, row.name, row.requests, row.unpriced, row.inputTokens, row.outputTokens, row.cacheReadTokens],
    ...[row.cacheCreationTokens, row.unpriced === row.requests && row.requests > 0 ? '' : row.costMicroUsd],
    row.counterfactualMicroUsd,
  ]
    .map((cell) => csvCell(String(cell)))
    .join(',');

/** A spreadsheet takes a cell that begins so for a formula; names come from files and workers. */
const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
