/**
 * The one summary of a run and whether it is ok: nothing forbidden happened, every script went as written, and the
 * scenario's own promises hold. Pure.
 */
import type { Evidence } from './evidence.ts';
import type { MemoryEvidence } from './memory-evidence.ts';
import type { Scenario } from './scenario.ts';
import type { Bound } from './scenario-schema.ts';
import { figuresOf, type LedgerCheck, type Summary } from './summary-figures.ts';

/** What only gaffer's journal knows. */
export interface RunCounts {
  readonly decisions: Summary['decisions'];
  readonly verdicts: Summary['verdicts'];
  /** Calls that would have written and were not let through. */
  readonly writesRefused: number;
  readonly lessons?: Summary['lessons'];
  readonly sessions?: Summary['sessions'];
  readonly escalations: number;
}

export interface SummaryInput {
  readonly scenario: Scenario;
  readonly counts: RunCounts;
  readonly evidence: Evidence;
  readonly ledger: LedgerCheck;
  readonly durationMs: number;
  /** What lies under MEMORY/ at the end. */
  readonly memory?: MemoryEvidence;
  /** What went wrong with the run itself: a time limit, a crash. One sentence each. */
  readonly failures?: readonly string[];
}

export interface Summing {
  readonly summary: Summary;
  /** Why it is not ok; empty when it is. */
  readonly because: readonly string[];
}

export const summarise = ({
  scenario,
  counts,
  evidence,
  ledger,
  durationMs,
  memory,
  failures = [],
}: SummaryInput): Summing => {
  const { decisions, verdicts } = counts;
  const figures = {
    scenario: scenario.name,
    workers: scenario.workers,
    tasksTotal: scenario.tasks.length,
    tasksDone: evidence.tasksDone.length,
    decisions: { approved: decisions.approved, denied: decisions.denied, void: decisions.void },
    verdicts: { allow: verdicts.allow, deny: verdicts.deny, ask: verdicts.ask },
    writesRefused: counts.writesRefused,
    conflicts: evidence.conflicts.length,
    changesByNonHolders: evidence.changesByNonHolders.length,
    requests: evidence.requests,
    requestsAboveTier: evidence.requestsAboveTier.length,
    costUsd: usd(evidence.costMicroUsd),
    counterfactualUsd: usd(evidence.counterfactualMicroUsd),
    savedPercent: savedPercent(evidence),
    escalations: counts.escalations,
    ledger,
    seconds: Math.round(durationMs / 100) / 10,
    ...(counts.lessons === undefined ? {} : { lessons: counts.lessons }),
    ...(counts.sessions === undefined ? {} : { sessions: counts.sessions }),
    ...(memory === undefined ? {} : { memory }),
  };
  const because = [
    ...failures,
    ...evidence.conflicts,
    ...evidence.changesByNonHolders,
    ...evidence.outOfOrder,
    ...evidence.requestsAboveTier,
    ...evidence.offPath,
    ...evidence.unmet,
    ...missedPromises(scenario, figuresOf(figures)),
  ];
  const { scenario: name, ...rest } = figures;
  return { summary: { scenario: name, ok: because.length === 0, ...rest }, because };
};

/** For a person; the JSON form is the summary itself. */
export const summaryText = ({ summary, because }: Summing): string => {
  const { decisions, verdicts } = summary;
  const requests = Object.entries(summary.requests).map(([tier, count]) => `${tier} ${count}`);
  return [
    `${summary.ok ? 'ok' : 'NOT OK'}  ${summary.scenario}: ${summary.tasksDone} of ${summary.tasksTotal} tasks done by ${summary.workers} workers in ${summary.seconds} s`,
    ...because.map((reason) => `  ! ${reason}`),
    `  decisions  ${decisions.approved} approved, ${decisions.denied} denied, ${decisions.void} void`,
    `  verdicts   ${verdicts.allow} allowed, ${verdicts.deny} denied, ${verdicts.ask} asked; ${summary.writesRefused} writes refused`,
    `  changes    ${summary.changesByNonHolders} by others than the holder, ${summary.conflicts} conflicts`,
    `  requests   ${requests.join(', ')}; ${summary.requestsAboveTier} above the tier`,
    `  tiers      ${summary.escalations} escalations; ledger of ${summary.ledger.requests} requests, off the server's own by ${summary.ledger.requestsOff} requests, ${summary.ledger.tokensOff} tokens, ${summary.ledger.microUsdOff} micro-dollars`,
    `  cost       $${summary.costUsd.toFixed(2)}, $${summary.counterfactualUsd.toFixed(2)} at the dearest tier: ${summary.savedPercent} % saved`,
  ].join('\n');
};

/** All tasks done is promised by every scenario that says nothing else. */
const missedPromises = (scenario: Scenario, figures: Readonly<Record<string, number>>): readonly string[] => {
  const promises: Readonly<Record<string, Bound>> = { tasksDone: scenario.tasks.length, ...scenario.expect };
  return Object.entries(promises).flatMap(([name, bound]) => {
    const found = figures[name] ?? Number.NaN;
    return isWithin(found, bound) ? [] : [`${name} is ${found}, and the scenario promises ${describeBound(bound)}`];
  });
};

const isWithin = (found: number, bound: Bound): boolean =>
  typeof bound === 'number' ? found === bound : found >= (bound.min ?? -Infinity) && found <= (bound.max ?? Infinity);

const describeBound = (bound: Bound): string => {
  if (typeof bound === 'number') return String(bound);
  const least = bound.min === undefined ? [] : [`at least ${bound.min}`];
  const most = bound.max === undefined ? [] : [`at most ${bound.max}`];
  return [...least, ...most].join(' and ');
};

const MICRO_USD_PER_USD = 1_000_000;

const usd = (micro: number): number => micro / MICRO_USD_PER_USD;

const savedPercent = ({ costMicroUsd, counterfactualMicroUsd }: Evidence): number =>
  counterfactualMicroUsd === 0 ? 0 : Math.round((1 - costMicroUsd / counterfactualMicroUsd) * 1000) / 10;
