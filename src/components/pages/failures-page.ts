/** The failures by kind, those seen last first: how often, the trend, and how often the lesson held one off. */
import { type FailureKind, failureKinds } from '../../domain/failures/overview.ts';
import { plural } from '../../state/selectors-figures.ts';
import { innerSize, type Rect } from '../layout.ts';
import { type PaneContent, type PaneLine, windowAround } from '../Pane.tsx';
import { SELECTED } from '../theme.ts';
import type { DashboardView } from '../view.ts';
import { chosenRow, type Page } from './page.ts';

export const failuresPage: Page = {
  content: (view, rect) => content(view, rect),
  rows: (view) => rowsOf(view).map(({ key }) => key),
  // A person may write into FAILURES.md without any event.
  wish: ({ world }) => ({ name: 'failures', query: {}, version: world.failures, grows: true }),
};

/** As `gaffer failures` lists them: what the World counted, with the entries of FAILURES.md as soon as they are there. */
const rowsOf = ({ world, ui, now }: DashboardView): readonly FailureKind[] => {
  const report = ui.reports.failures;
  const entries = report?.kind === 'there' ? report.answer : [];
  const words = ui.filter.toLowerCase();
  return failureKinds(entries, world.failures, now).filter(({ title, lesson, entry, record }) =>
    `${entry?.id ?? ''} ${title} ${lesson} ${entry?.call ?? record?.call ?? ''}`.toLowerCase().includes(words),
  );
};

const content = (view: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const kinds = rowsOf(view);
  const chosen = chosenRow(
    view,
    kinds.map(({ key }) => key),
  );
  const prevented = kinds.reduce((sum, { told, stopped }) => sum + told + stopped, 0);
  return {
    title: `Failures · ${plural(kinds.length, 'kind')} · held off ${plural(prevented, 'time')}`,
    tone: 'plain',
    filter: view.ui.filter,
    lines:
      kinds.length === 0
        ? [
            {
              spans: [
                {
                  text: view.ui.filter === '' ? 'No failure was seen.' : 'No failure matches the filter.',
                  tone: 'quiet',
                },
              ],
            },
          ]
        : windowAround(
            kinds.map((kind) =>
              kind.key === chosen ? [line(kind, true, cols), ...details(kind)] : [line(kind, false, cols)],
            ),
            kinds.findIndex(({ key }) => key === chosen),
            rows,
          ),
  };
};

const line = ({ key, entry, record, count, trend, title }: FailureKind, isChosen: boolean, cols: number): PaneLine => ({
  target: { kind: 'row', row: key },
  spans: [
    { text: isChosen ? SELECTED : '', cells: 2 },
    { text: entry?.id ?? '-', cells: 5 },
    { text: `${count}×`, cells: 6 },
    { text: trend, cells: 9 },
    { text: record?.source ?? 'written', cells: 9 },
    { text: title, cells: Math.max(10, cols - 31) },
  ].map((span) => ({ ...span, tone: isChosen ? 'strong' : 'plain' })),
});

const details = ({ entry, record, lesson, told, stopped }: FailureKind): readonly PaneLine[] => {
  const {
    call = entry?.call ?? '',
    projects = [],
    proposal = null,
    fingerprint = entry?.fingerprint ?? '',
  } = record ?? {};
  const mark = `${fingerprint}${call === '' ? '' : `  ${call}`}`.trim();
  return [
    ...(lesson === '' ? [] : [`Lesson: ${lesson}`]),
    ...(record === null
      ? [`Held off: told ${told}, stopped ${stopped}. It stands in FAILURES.md; this fleet has not seen it.`]
      : [
          `Held off: told ${told}, stopped ${stopped}. Seen in ${projects.length === 0 ? 'no project' : projects.join(', ')}.`,
        ]),
    ...(proposal === null ? [] : [`Proposed by ${proposal.decision}: ${proposal.line.slice(2)}`]),
    ...(mark === '' ? [] : [mark]),
  ].map((text) => ({ spans: [{ text: `    ${text}`, tone: 'quiet' as const }] }));
};
