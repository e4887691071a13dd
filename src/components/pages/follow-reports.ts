/**
 * Keeps the report of the shown page: asked for when the page is opened and again after what it follows has changed, one
 * request at a time. Nothing is asked while no page wants anything; a log that grows is asked for while it is looked at.
 */
import { describeProblem } from '../../domain/problem.ts';
import type { ReportAnswer, ReportName, ReportQuery } from '../../domain/reports.ts';
import { type Session, setUi, viewOf } from '../session.ts';
import type { Schedule } from '../ticker.ts';
import type { ReportState, UiState } from '../ui-state.ts';
import type { DashboardView } from '../view.ts';
import type { ReportWish } from './page.ts';
import { pageOf } from './pages.ts';

/** Between two requests of one page: a busy fleet changes faster than anybody reads. */
const PAUSE_MS = 500;

/** Returns the way to stop. */
export const followReports = (
  session: Session,
  schedule: Schedule,
  wishOf: (view: DashboardView) => ReportWish | null = shownWish,
): (() => void) => {
  let asked: ReportWish | null = null;
  let isBusy = false;
  let isStopped = false;
  let cancel = (): void => {};

  /** While the supervisor is gone, what was there goes on being shown; the next one is asked anew. */
  const wished = (): ReportWish | null => (session.client.gone() === null ? wishOf(viewOf(session)) : null);

  const look = (): void => {
    if (isStopped || isBusy) return;
    const wish = wished();
    if (wish === null) asked = null;
    else if (asked === null || !isSame(asked, wish)) void ask(wish);
  };

  const ask = async (wish: ReportWish): Promise<void> => {
    isBusy = true;
    asked = wish;
    const state = await fetchReport(session, wish.name, wish.query);
    if (isStopped) return;
    const isLost = state.kind === 'problem' && session.client.gone() !== null;
    // What has not grown is not drawn anew.
    if (
      !isLost &&
      (wish.grows !== true || JSON.stringify(viewOf(session).ui.reports[wish.name]) !== JSON.stringify(state))
    )
      setUi(session, (ui) => ({ ...ui, reports: withReport(ui.reports, wish.name, state) }));
    cancel = schedule(() => {
      isBusy = false;
      const next = wished();
      if (next?.grows === true) void ask(next);
      else look();
    }, PAUSE_MS);
  };

  const leave = [session.ui.subscribe(look), session.client.subscribe(look)];
  look();
  return () => {
    isStopped = true;
    cancel();
    for (const each of leave) each();
  };
};

const withReport = <Name extends ReportName>(
  reports: UiState['reports'],
  name: Name,
  state: ReportState<ReportAnswer<Name>>,
): UiState['reports'] => ({ ...reports, [name]: state });

const shownWish = (view: DashboardView): ReportWish | null => pageOf(view.ui.page)?.wish?.(view) ?? null;

const isSame = (one: ReportWish, other: ReportWish): boolean =>
  one.name === other.name && one.version === other.version && JSON.stringify(one.query) === JSON.stringify(other.query);

const fetchReport = async <Name extends ReportName>(
  session: Session,
  name: Name,
  query: ReportQuery<Name>,
): Promise<ReportState<ReportAnswer<Name>>> => {
  try {
    const result = await session.client.report(name, query);
    return result.ok
      ? { kind: 'there', answer: result.value }
      : { kind: 'problem', text: describeProblem(result.problem) };
  } catch (error) {
    return { kind: 'problem', text: error instanceof Error ? error.message : String(error) };
  }
};
