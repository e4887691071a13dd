/**
 * What can be asked of a supervisor besides the World: what is too large, or too rarely wanted, to stand in it. Each answer
 * is plain JSON, since it goes over the socket.
 */
import type { WorkerNumber } from './ids.ts';
import type { Result } from './problem.ts';

/** One line per report; its types stand with its noun. */
export interface Reports {
  /** The startup sequence as the worker's next session would be given it. */
  readonly startup: { readonly query: { readonly worker: WorkerNumber }; readonly answer: string };
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
