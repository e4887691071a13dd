/**
 * What a page is: rows that can be chosen, in place of the panes. A page is data; `DashboardView.tsx` draws every one of them,
 * keys and pointer move through every one of them alike.
 */
import type { ReportName, ReportQuery } from '../../domain/reports.ts';
import type { Rect } from '../layout.ts';
import type { PaneContent } from '../Pane.tsx';
import type { DashboardView } from '../view.ts';

export interface Page {
  /** The lines as they are drawn; those of a row carry it as their target. */
  readonly content: (view: DashboardView, rect: Rect) => PaneContent;
  /** The ids of its rows, in the order shown. */
  readonly rows: (view: DashboardView) => readonly string[];
  /** What it shows besides the World; null when the World is enough. */
  readonly wish: ((view: DashboardView) => ReportWish) | null;
}

/** A report that the shown page wants. It is asked for again when the query or `version` is another one. */
export type ReportWish = {
  readonly [Name in ReportName]: {
    readonly name: Name;
    readonly query: ReportQuery<Name>;
    /** What the answer follows: `world.seq` for everything, or a narrower part of the World. */
    readonly version: unknown;
    /** It changes without any event, as a log does: asked for again after each pause. */
    readonly grows?: boolean;
  };
}[ReportName];

/** The chosen row of a page: the one that was chosen while it is there, else the first. */
export const chosenRow = ({ ui }: DashboardView, rows: readonly string[]): string | null => {
  const chosen = ui.rows[ui.page];
  return chosen !== undefined && rows.includes(chosen) ? chosen : (rows[0] ?? null);
};
