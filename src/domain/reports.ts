/**
 * What can be asked of a supervisor besides the World: what is too large, or too rarely wanted, to stand in it. Each answer
 * is plain JSON, since it goes over the socket.
 */

import type { OutboxRow } from './alerts/outbox.ts';
import type { CheckHistory } from './checks/history.ts';
import type { Failure } from './failures/failure.ts';
import type { TaskId, WorkerNumber } from './ids.ts';
import type { Leases } from './locks/leases.ts';
import type { MemoryReport, MemoryReportQuery } from './memory/report.ts';
import type { DeployReport } from './pipelines/figures.ts';
import type { Result } from './problem.ts';
import type { TaskStory } from './tasks/story.ts';
import type { CostQuery, CostReport } from './tiers/ledger.ts';

/** One line per report; its types stand with its noun. */
export interface Reports {
  readonly memory: { readonly query: MemoryReportQuery; readonly answer: MemoryReport };
  /** A task's whole story. */
  readonly story: { readonly query: { readonly task: TaskId }; readonly answer: TaskStory };
  /** The startup sequence as the worker's next session would be given it. */
  readonly startup: { readonly query: { readonly worker: WorkerNumber }; readonly answer: string };
  /** How long each lock would outlive its holder's silence. */
  readonly leases: { readonly query: Readonly<Record<never, never>>; readonly answer: Leases };
  readonly cost: { readonly query: CostQuery; readonly answer: CostReport };
  readonly deploys: { readonly query: { readonly run: string | null }; readonly answer: DeployReport };
  readonly 'check-history': {
    readonly query: { readonly check: string; readonly limit: number };
    readonly answer: CheckHistory;
  };
  /** The entries of FAILURES.md as they were last read; what was counted of them stands in the World. */
  readonly failures: { readonly query: Readonly<Record<never, never>>; readonly answer: readonly Failure[] };
  /** The newest messages to people, newest first. */
  readonly outbox: { readonly query: { readonly limit: number }; readonly answer: readonly OutboxRow[] };
}

export type ReportName = keyof Reports;
export type ReportQuery<Name extends ReportName> = Reports[Name]['query'];
export type ReportAnswer<Name extends ReportName> = Reports[Name]['answer'];

/** Who makes each report. */
export type ReportMakers = {
  readonly [Name in ReportName]: (query: ReportQuery<Name>) => Promise<Result<ReportAnswer<Name>>>;
};

/** Rejects when the supervisor is gone. */
export type AskReport = <Name extends ReportName>(
  name: Name,
  query: ReportQuery<Name>,
) => Promise<Result<ReportAnswer<Name>>>;

/** A report's name with what is asked of it. */
export type ReportRequest = {
  readonly [Name in ReportName]: { readonly name: Name; readonly query: ReportQuery<Name> };
}[ReportName];
